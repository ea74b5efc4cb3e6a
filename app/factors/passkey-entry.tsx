"use client"

import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser"
import { KeyRound } from "lucide-react"
import { type ReactNode, useState } from "react"
import { Banner } from "@/app/_ui/content/banner"
import { Button } from "@/app/_ui/forms/button"
import { useRun } from "@/app/_ui/forms/use-run"
import { useScriptsRun } from "@/app/_ui/frame/scripts-run"
import { FACTOR_TEXTS } from "@/app/_words/factor-text"
import { signWithPasskey } from "@/app/factors/passkey-browser"

/** A button that signs in with a passkey. Needs scripts, as passkeys do: until they run, it cannot be pressed in vain. */
export function PasskeyEntry({ ask, enter, callbackUrl, tone, children }: PasskeyEntryProps) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, run] = useRun()
  const isLive = useScriptsRun()
  async function attempt(): Promise<string | null> {
    const options = await ask()
    if (options === null) return NOT_NOW
    const answer = await signWithPasskey(options)
    if (answer === null) return FACTOR_TEXTS.no_passkey
    const form = new FormData()
    form.set("response", answer)
    form.set("callbackUrl", callbackUrl)
    return enter(form)
  }
  return (
    <div className="grid gap-3">
      {problem === null ? null : (
        <Banner tone="danger" title="Not signed in">
          {problem}
        </Banner>
      )}
      <Button
        tone={tone}
        icon={<KeyRound />}
        pending={pending}
        disabled={!isLive}
        onClick={() => run(attempt, setProblem)}
      >
        {children}
      </Button>
    </div>
  )
}

const NOT_NOW = "Tenantry does not answer, or this took too long. Sign in again."

type PasskeyEntryProps = {
  ask: () => Promise<PublicKeyCredentialRequestOptionsJSON | null>
  enter: (form: FormData) => Promise<string | null>
  callbackUrl: string
  tone: "primary" | "secondary"
  children: ReactNode
}
