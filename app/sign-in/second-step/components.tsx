"use client"

import { useActionState } from "react"
import { SubmitButton } from "@/app/_ui/forms/button"
import { Field } from "@/app/_ui/forms/field"
import { PasskeyEntry } from "@/app/factors/passkey-entry"
import { enterCode, enterPasskey, startStepPasskey } from "@/app/sign-in/second-step/actions"

/** A code of the authenticator app, or a recovery code. Works without scripts. */
export function CodeForm({ kind, callbackUrl }: CodeFormProps) {
  const [problem, action] = useActionState(enterCode, null)
  return (
    <form action={action} className="grid gap-4">
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
      <Field
        {...FIELDS[kind]}
        name="code"
        required
        autoFocus
        spellCheck={false}
        autoCapitalize="none"
        error={problem ?? undefined}
      />
      <SubmitButton tone="primary">Continue</SubmitButton>
    </form>
  )
}

/** Signs in with a passkey of the member's. */
export function StepPasskey({ callbackUrl }: { callbackUrl: string }) {
  return (
    <PasskeyEntry
      ask={startStepPasskey}
      enter={enterPasskey}
      callbackUrl={callbackUrl}
      tone="primary"
    >
      Use your passkey
    </PasskeyEntry>
  )
}

const FIELDS = {
  app_code: {
    label: "Code from your authenticator app",
    inputMode: "numeric",
    autoComplete: "one-time-code",
    maxLength: 20,
    hint: "Six digits, a new code every 30 seconds.",
  },
  recovery_code: {
    label: "Recovery code",
    autoComplete: "off",
    maxLength: 40,
    hint: "One of the ten that you stored. It works once.",
  },
} as const

type CodeFormProps = { kind: keyof typeof FIELDS; callbackUrl: string }
