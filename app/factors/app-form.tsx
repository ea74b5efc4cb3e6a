"use client"

import { type ReactNode, useActionState, useState } from "react"
import { SubmitButton } from "@/app/_ui/forms/button"
import { CopyableId } from "@/app/_ui/forms/copy-button"
import { Field } from "@/app/_ui/forms/field"
import type { AppAnswer } from "@/app/factors/answers"
import { Trouble } from "@/app/factors/trouble"

/**
 * Sets up an authenticator app in two steps: the secret to scan or type, and a first code of the app's. `after`: what follows, at
 * once where it `isDone` already. Works without scripts where its page does.
 */
export function AppForm({ action, isDone = false, after }: AppFormProps) {
  const [answer, send] = useActionState<AppAnswer, FormData>(action, WAITING)
  if (answer.kind === "added") return after(answer.recoveryCodes)
  if (answer.kind === "waiting" && isDone) return after(null)
  return (
    <form action={send} className="grid gap-4">
      {"text" in answer ? <Trouble text={answer.text} /> : null}
      {answer.kind === "app" ? (
        <AppFields {...answer} />
      ) : (
        <>
          <p className="text-muted">
            An app on your phone shows a new code every 30 seconds. Any app for one-time codes will
            do.
          </p>
          <SubmitButton tone="primary">Show the QR code</SubmitButton>
        </>
      )}
    </form>
  )
}

function AppFields({ appId, secret, qr, problem }: AppFieldsProps) {
  // React empties a form after its action, but not what is held here.
  const [name, setName] = useState("Authenticator app")
  return (
    <>
      <p className="text-muted">
        Scan this with the app, or type the secret into it. Then enter the code that it shows.
      </p>
      <svg
        role="img"
        aria-label="QR code with the app's secret"
        viewBox={`0 0 ${qr.size} ${qr.size}`}
        shapeRendering="crispEdges"
        className="mx-auto size-48 rounded-lg border bg-white"
      >
        <path d={qr.path} fill="black" />
      </svg>
      <div className="grid gap-0.5 rounded-lg bg-sunken px-3 py-2">
        <p className="text-muted text-xs">Secret</p>
        <CopyableId text={secret} what="the secret" />
      </div>
      <input type="hidden" name="appId" value={appId} />
      <Field
        label="Name"
        name="name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        required
        maxLength={100}
        hint="So that you can tell it from others."
      />
      <Field
        label="Code that the app shows"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        maxLength={20}
        error={problem ?? undefined}
      />
      <SubmitButton tone="primary">Confirm the app</SubmitButton>
    </>
  )
}

const WAITING: AppAnswer = { kind: "waiting" }

type AppFieldsProps = Omit<Extract<AppAnswer, { kind: "app" }>, "kind">
type AppFormProps = {
  action: (previous: AppAnswer, form: FormData) => Promise<AppAnswer>
  isDone?: boolean
  after: (recoveryCodes: string[] | null) => ReactNode
}
