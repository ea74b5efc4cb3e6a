"use client"

import { Banner } from "@/app/_ui/content/banner"
import { SubmitButton } from "@/app/_ui/forms/button"
import { AppForm } from "@/app/factors/app-form"
import { PasskeyForm } from "@/app/factors/passkey-form"
import { RecoveryCodes } from "@/app/factors/recovery-codes"
import {
  addPasskeyInStep,
  finishSecondStep,
  setUpAppInStep,
  startPasskeyInStep,
} from "@/app/sign-in/set-up/actions"

/** An authenticator app for a member who may not sign in without a second factor. Works without scripts. */
export function SetUpApp({ callbackUrl, isDone }: { callbackUrl: string; isDone: boolean }) {
  const after = (codes: string[] | null) => <Done codes={codes} callbackUrl={callbackUrl} />
  return <AppForm action={setUpAppInStep} isDone={isDone} after={after} />
}

/** The same with a passkey. */
export function SetUpPasskey({ callbackUrl }: { callbackUrl: string }) {
  const after = (codes: string[] | null) => <Done codes={codes} callbackUrl={callbackUrl} />
  return <PasskeyForm start={startPasskeyInStep} add={addPasskeyInStep} after={after} />
}

/** Signs in. Whoever comes here again after the recovery codes were shown makes new ones in the settings. */
export function Done({ codes, callbackUrl }: { codes: string[] | null; callbackUrl: string }) {
  return (
    <form action={finishSecondStep} className="grid gap-4">
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
      {codes === null ? (
        <Banner tone="success" title="Your second factor is set up">
          You can make recovery codes in the settings.
        </Banner>
      ) : (
        <RecoveryCodes codes={codes} />
      )}
      <SubmitButton tone="primary">
        {codes === null ? "Continue" : "I have stored them: continue"}
      </SubmitButton>
    </form>
  )
}
