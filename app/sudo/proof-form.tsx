"use client"

import { type FormEvent, useEffect, useRef, useState } from "react"
import { Problem } from "@/app/_ui/content/problem"
import { Button } from "@/app/_ui/forms/button"
import { Field } from "@/app/_ui/forms/field"
import { DialogActions } from "@/app/_ui/overlays/dialog"
import { FACTOR_TEXTS } from "@/app/_words/factor-text"
import { signWithPasskey } from "@/app/factors/passkey-browser"
import { prove, readProofWays, startProofPasskey } from "@/app/sudo/actions"
import { SsoProof } from "@/app/sudo/sso-proof"
import type { ProofWays } from "@/web/members/own-factors"

/**
 * Asks for whatever the member has: the password, and beside it a passkey or a code. No transition, and no button that asks
 * for the form's status: both are pending until the action that waits here has ended.
 */
export function ProofForm({ onProven, onCancel }: ProofFormProps) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  const [turned, setTurned] = useState<Way | null>(null)
  const ways = useWays()
  const shown = turned ?? firstOf(ways)
  const ref = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (!pending && shown !== null) ref.current?.select()
  }, [pending, shown])

  async function attempt(find: () => Promise<string | null>): Promise<void> {
    if (pending) return
    setPending(true)
    const found = await find().catch(() => UNREACHABLE)
    setPending(false)
    setProblem(found)
    if (found === null) onProven()
  }
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    void attempt(() => prove(form))
  }
  function turnTo(other: Way): void {
    setTurned(other)
    setProblem(null)
  }
  const other = shown === "password" ? "app_code" : "password"
  return (
    <form method="post" onSubmit={submit} className="grid gap-4" noValidate>
      <p className="text-muted">
        This changes who has access. You are not asked again in this browser for 10 minutes.
      </p>
      {shown === null ? (
        <Problem text={problem} />
      ) : (
        <>
          <input type="hidden" name="kind" value={shown} />
          <Field key={shown} ref={ref} {...FIELDS[shown]} error={problem ?? undefined} />
        </>
      )}
      <OtherWays
        ways={ways}
        other={other}
        onTurn={turnTo}
        onPasskey={() => attempt(proveByPasskey)}
        onProven={onProven}
      />
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        {shown === null ? null : (
          <Button type="submit" tone="primary" pending={pending}>
            Confirm
          </Button>
        )}
      </DialogActions>
    </form>
  )
}

function OtherWays({ ways, other, onTurn, onPasskey, onProven }: OtherWaysProps) {
  if (!(ways.passkey || ways.app_code || ways.issuer)) return null
  return (
    <div className="flex flex-wrap gap-2">
      {ways.passkey ? (
        <Button size="sm" onClick={onPasskey}>
          Use a passkey
        </Button>
      ) : null}
      {ways.issuer === null ? null : <SsoProof name={ways.issuer} onProven={onProven} />}
      {ways.app_code && ways.password ? (
        <Button size="sm" onClick={() => onTurn(other)}>
          {TURNS[other]}
        </Button>
      ) : null}
    </div>
  )
}

/** Beside the password; known a moment after the dialog has opened. */
function useWays() {
  const [ways, setWays] = useState<ProofWays>(PASSWORD_ALONE)
  useEffect(() => {
    readProofWays().then(setWays, () => undefined)
  }, [])
  return ways
}

/** What is typed at first; null where the member has nothing to type. */
function firstOf(ways: ProofWays): Way | null {
  if (ways.password) return "password"
  return ways.app_code ? "app_code" : null
}

async function proveByPasskey(): Promise<string | null> {
  const options = await startProofPasskey()
  if (options === null) return UNREACHABLE
  const answer = await signWithPasskey(options)
  if (answer === null) return FACTOR_TEXTS.no_passkey
  const form = new FormData()
  form.set("kind", "passkey")
  form.set("response", answer)
  return prove(form)
}

const FIELDS = {
  password: {
    label: "Your password",
    name: "password",
    type: "password",
    autoComplete: "current-password",
    maxLength: 1000,
  },
  app_code: {
    label: "Code from your authenticator app",
    name: "code",
    inputMode: "numeric",
    autoComplete: "one-time-code",
    maxLength: 20,
  },
} as const
const PASSWORD_ALONE: ProofWays = { password: true, passkey: false, app_code: false, issuer: null }
const TURNS = {
  password: "Use your password",
  app_code: "Use a code from your authenticator app",
}
const UNREACHABLE = "Tenantry does not answer. Try again in a moment."

type Way = keyof typeof FIELDS
type OtherWaysProps = {
  ways: ProofWays
  other: Way
  onTurn: (other: Way) => void
  onPasskey: () => void
  onProven: () => void
}
type ProofFormProps = { onProven: () => void; onCancel: () => void }
