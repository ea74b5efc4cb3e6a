import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser"

// Pages that offer passkeys do not grow for those who use none.
const load = () => import("@simplewebauthn/browser")

/** Has the browser sign with a passkey; its answer for the server, or null where the member or the device did not. */
export async function signWithPasskey(
  options: PublicKeyCredentialRequestOptionsJSON,
): Promise<string | null> {
  const { startAuthentication } = await load()
  return startAuthentication({ optionsJSON: options }).then(JSON.stringify, () => null)
}

/** Has the browser make a passkey. `known`: this device holds one for the member already. */
export async function makePasskey(
  options: PublicKeyCredentialCreationOptionsJSON,
): Promise<MadePasskey> {
  const { startRegistration, WebAuthnError } = await load()
  return startRegistration({ optionsJSON: options }).then(
    (answer): MadePasskey => ({ kind: "made", answer: JSON.stringify(answer) }),
    (error: unknown): MadePasskey => {
      const isKnown = error instanceof WebAuthnError && error.code === ALREADY_THERE
      return { kind: isKnown ? "known" : "none" }
    },
  )
}

const ALREADY_THERE = "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED"

export type MadePasskey = { kind: "made"; answer: string } | { kind: "known" | "none" }
