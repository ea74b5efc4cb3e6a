"use client"

import { useActionState } from "react"
import { Banner } from "@/app/_ui/content/banner"
import { SubmitButton } from "@/app/_ui/forms/button"
import { confirmEmail } from "@/app/email/[token]/actions"

/** Makes the address the member's. Works without scripts. */
export function ConfirmForm({ token }: { token: string }) {
  const [answer, action] = useActionState(confirmEmail, { problem: null })
  return (
    <form action={action} className="grid gap-4">
      {answer.problem === null ? null : (
        <Banner tone="danger" title="The address was not changed">
          {answer.problem}
        </Banner>
      )}
      <input type="hidden" name="token" value={token} />
      <SubmitButton tone="primary">Use this address</SubmitButton>
    </form>
  )
}
