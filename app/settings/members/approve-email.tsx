"use client"

import { Problem } from "@/app/_ui/content/problem"
import { SubmitButton } from "@/app/_ui/forms/button"
import { approveEmail } from "@/app/settings/members/actions"
import { useAnswer } from "@/app/sudo/use-answer"

/** Confirms the address that a member asked for, on the owner's word. */
export function ApproveEmail({ memberId, email }: { memberId: string; email: string }) {
  const [answer, approve] = useAnswer(approveEmail)
  return (
    <form action={approve} className="mt-1.5 grid justify-items-start gap-1.5 text-[0.8125rem]">
      <p className="break-all text-muted">
        Wants <span className="font-medium text-ink">{email}</span>
      </p>
      <input type="hidden" name="memberId" value={memberId} />
      <input type="hidden" name="email" value={email} />
      <SubmitButton size="sm" aria-label={`Confirm ${email}`}>
        Confirm address
      </SubmitButton>
      <Problem text={answer?.problem ?? null} />
    </form>
  )
}
