import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server"

// Loaded at the first use of a passkey: it takes a third of a second, and many installations never need it.
const load = () => import("@simplewebauthn/server")

/** What a browser needs to make a passkey: one that its member is recognised by, and that asks for PIN, finger or face. */
export async function creationOptions(
  site: Site,
  facts: { challenge: string; member: PasskeyMember; known: KnownPasskey[] },
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { generateRegistrationOptions } = await load()
  const { challenge, member, known } = facts
  return generateRegistrationOptions({
    rpName: "Tenantry",
    rpID: rpIdOf(site),
    userID: Uint8Array.from(Buffer.from(member.id)),
    userName: member.email,
    userDisplayName: member.name,
    challenge: Uint8Array.from(Buffer.from(challenge, "base64url")),
    excludeCredentials: known.map(describe),
    attestationType: "none",
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  })
}

/** What a browser needs to sign with a passkey: one of these, or any that it knows for this site. */
export async function requestOptions(
  site: Site,
  { challenge, known }: { challenge: string; known: KnownPasskey[] },
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await load()
  return generateAuthenticationOptions({
    rpID: rpIdOf(site),
    challenge: Uint8Array.from(Buffer.from(challenge, "base64url")),
    allowCredentials: known.map(describe),
    userVerification: "required",
  })
}

/** The passkey that a browser made for an accepted challenge and this site; null where the answer proves none (WebAuthn §7.1). */
export async function judgeCreation(
  site: Site,
  { response, accepts }: { response: RegistrationResponseJSON; accepts: AcceptsChallenge },
): Promise<NewPasskey | null> {
  const { verifyRegistrationResponse } = await load()
  const judged = await verifyRegistrationResponse({
    response,
    expectedChallenge: accepts,
    expectedOrigin: site.appUrl,
    expectedRPID: rpIdOf(site),
  }).catch(() => null)
  if (judged?.verified !== true) return null
  const { id: credentialId, publicKey, counter } = judged.registrationInfo.credential
  return { credentialId, publicKey, counter, transports: response.response.transports ?? [] }
}

/**
 * The authenticator's count of uses, where the answer is signed by this passkey for an accepted challenge and this site; else null
 * (WebAuthn §7.2). Whether the count has grown is the caller's question.
 */
export async function judgeAssertion(
  site: Site,
  facts: {
    response: AuthenticationResponseJSON
    accepts: AcceptsChallenge
    passkey: StoredPasskey
  },
): Promise<number | null> {
  const { verifyAuthenticationResponse } = await load()
  const { response, accepts, passkey } = facts
  const judged = await verifyAuthenticationResponse({
    response,
    expectedChallenge: accepts,
    expectedOrigin: site.appUrl,
    expectedRPID: rpIdOf(site),
    credential: { id: passkey.credentialId, publicKey: passkey.publicKey, counter: 0 },
  }).catch(() => null)
  return judged?.verified === true ? judged.authenticationInfo.newCounter : null
}

function rpIdOf({ appUrl }: Site): string {
  return new URL(appUrl).hostname
}

function describe({ credentialId, transports }: KnownPasskey) {
  return { id: credentialId, transports }
}

/** Whether this challenge was ours, for this use and not yet answered; it is used up by asking. */
type AcceptsChallenge = (challenge: string) => Promise<boolean>
/** The origin that browsers know the product by. */
type Site = { appUrl: string }
type PasskeyMember = { id: string; email: string; name: string }
type KnownPasskey = { credentialId: string; transports: string[] }
type StoredPasskey = { credentialId: string; publicKey: Uint8Array<ArrayBuffer> }
type NewPasskey = KnownPasskey & { publicKey: Uint8Array<ArrayBuffer>; counter: number }
