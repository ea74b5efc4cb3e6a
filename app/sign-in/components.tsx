"use client"

import { lazy, Suspense, useActionState } from "react"
import { Banner } from "@/app/_ui/content/banner"
import { SubmitButton } from "@/app/_ui/forms/button"
import { Field } from "@/app/_ui/forms/field"
import { type SignInAnswer, signIn } from "@/app/sign-in/actions"

// Where nobody has a passkey, the page loads nothing for them.
const PasskeyButton = lazy(async () => {
  const { PasskeyButton } = await import("@/app/sign-in/passkey-button")
  return { default: PasskeyButton }
})

/** Signs in with a passkey in place of e-mail and password. */
export function PasskeySignIn({ callbackUrl }: { callbackUrl: string }) {
  return (
    <Suspense>
      <PasskeyButton callbackUrl={callbackUrl} />
    </Suspense>
  )
}

/** E-mail and password; folded away where only the emergency owner may use one. Works without scripts. */
export function SignInForm({ callbackUrl, first, isFolded }: SignInFormProps) {
  const [answer, action] = useActionState(signIn, first)
  const form = (
    <form action={action} className="grid gap-4">
      <Refusal answer={answer} />
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
      <Field
        key={answer.email}
        label="Email"
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={answer.email}
        required
        maxLength={320}
        autoCapitalize="none"
        spellCheck={false}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        maxLength={1000}
      />
      <SubmitButton tone={isFolded ? "secondary" : "primary"}>Sign in</SubmitButton>
    </form>
  )
  if (!isFolded) return form
  return (
    <details open={answer.kind !== "waiting"}>
      <summary className="cursor-pointer text-[0.8125rem] text-muted">
        Sign in with the emergency password
      </summary>
      <div className="mt-4">{form}</div>
    </details>
  )
}

function Refusal({ answer }: { answer: SignInAnswer }) {
  if (answer.kind === "waiting") return null
  if (answer.kind === "refused") {
    return (
      <Banner tone="danger" title="Sign-in failed">
        The e-mail address or password is wrong, or an owner has disabled this member.
      </Banner>
    )
  }
  if (answer.kind === "unavailable" || answer.kind === "disk_full") {
    return (
      <Banner tone="danger" title="No one can sign in right now">
        {NOT_NOW[answer.kind]}
      </Banner>
    )
  }
  return (
    <Banner tone="danger" title="Too many attempts">
      <p>
        For security, wait {answer.wait} and try again. Until then even the right password is
        refused here.
      </p>
    </Banner>
  )
}

const NOT_NOW = {
  unavailable: "Tenantry could not look you up. Try again in a minute; the log says more.",
  disk_full:
    "The database's disk is full, so nobody can sign in. Whoever runs the server must free up space on it. Then try again.",
}

type SignInFormProps = { callbackUrl: string; first: SignInAnswer; isFolded: boolean }
