"use client"

import { type FormEvent, type ReactNode, useState } from "react"
import { Button } from "@/app/_ui/forms/button"
import { Field } from "@/app/_ui/forms/field"
import { useRun } from "@/app/_ui/forms/use-run"
import type { AppAnswer, PasskeyStart } from "@/app/factors/answers"
import { makePasskey } from "@/app/factors/passkey-browser"
import { Trouble } from "@/app/factors/trouble"

/** Makes a passkey on this device or a security key. Needs scripts, as passkeys do. `after`: what follows. */
export function PasskeyForm({ start, add, after }: PasskeyFormProps) {
  const [answer, setAnswer] = useState<AppAnswer>({ kind: "waiting" })
  const [pending, run] = useRun()

  async function make(form: FormData): Promise<AppAnswer> {
    const started = await start()
    if (started.kind !== "passkey") return started
    const made = await makePasskey(started.options)
    if (made.kind !== "made") return { kind: "problem", text: NOT_MADE[made.kind] }
    form.set("response", made.answer)
    return add(form)
  }
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    if (pending) return
    const form = new FormData(event.currentTarget)
    run(() => make(form), setAnswer)
  }
  if (answer.kind === "added") return after(answer.recoveryCodes)
  return (
    <form onSubmit={submit} className="grid gap-4">
      {"text" in answer ? <Trouble text={answer.text} /> : null}
      <p className="text-muted">
        Your device or a security key proves that it is you, by finger, face or PIN. Nothing that
        could be stolen is typed or sent.
      </p>
      <Field
        label="Name of the passkey"
        name="name"
        defaultValue="This device"
        required
        maxLength={100}
        hint="So that you can tell it from others."
      />
      <Button type="submit" tone="primary" pending={pending}>
        Make a passkey
      </Button>
    </form>
  )
}

const NOT_MADE = {
  known: "This device holds a passkey for you already.",
  none: "No passkey was made. Try again, or use an authenticator app.",
}

type PasskeyFormProps = {
  start: () => Promise<PasskeyStart>
  add: (form: FormData) => Promise<AppAnswer>
  after: (recoveryCodes: string[] | null) => ReactNode
}
