"use client"

import { PasskeyEntry } from "@/app/factors/passkey-entry"
import { signInWithPasskey, startPasskeySignIn } from "@/app/sign-in/actions"

/** Signs in with a passkey in place of e-mail and password. */
export function PasskeyButton({ callbackUrl }: { callbackUrl: string }) {
  return (
    <PasskeyEntry
      ask={startPasskeySignIn}
      enter={signInWithPasskey}
      callbackUrl={callbackUrl}
      tone="secondary"
    >
      Sign in with a passkey
    </PasskeyEntry>
  )
}
