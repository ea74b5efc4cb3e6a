import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser"
import { z } from "zod"

// Far above what an authenticator sends: a key of ML-DSA has 2 kB, an attestation some more.
const bytes = z.base64url().max(16_384)
const id = z.base64url().min(1).max(2_048)
const credential = {
  id,
  rawId: id,
  type: z.literal("public-key"),
  clientExtensionResults: z.object({}),
}

/** What a browser answers when it has made a passkey (`RegistrationResponseJSON` of WebAuthn level 3). */
export const createdPasskey = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: bytes,
    attestationObject: bytes,
    transports: z
      .array(z.enum(["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"]))
      .max(10)
      .optional()
      .catch(undefined),
  }),
})

/** What a browser answers that has signed with a passkey (`AuthenticationResponseJSON`). */
export const passkeyAnswer = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: bytes,
    authenticatorData: bytes,
    signature: bytes,
    userHandle: z.base64url().max(200).optional(),
  }),
})

/** For `navigator.credentials`: made by the keeper, and passed on as they are. */
export const creationOptions = z.custom<PublicKeyCredentialCreationOptionsJSON>(isObject)
export const requestOptions = z.custom<PublicKeyCredentialRequestOptionsJSON>(isObject)

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null
}

export type CreatedPasskey = z.output<typeof createdPasskey>
export type PasskeyAnswer = z.output<typeof passkeyAnswer>
