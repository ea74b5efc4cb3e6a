import { createHash, createPrivateKey, createPublicKey, generateKeyPair } from "node:crypto"
import { promisify } from "node:util"
import type { JWK } from "jose"

/** An RSA key with the names Xero gives it: `kid` is upper-hex SHA-1, `x5t` the same bytes (docs/xero.md §1.2). */
export type SigningKey = { privateJwk: JWK; kid: string; x5t: string }

/** Makes a key; there is no certificate, so the thumbprint is taken over the public key. */
export async function createSigningKey(): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 })
  return nameSigningKey(privateKey.export({ format: "jwk" }))
}

/** Gives a private RSA JWK, new or read back from the state file, its names. */
export function nameSigningKey(privateJwk: JWK): SigningKey {
  const privateKey = createPrivateKey({ key: privateJwk, format: "jwk" })
  const publicDer = createPublicKey(privateKey).export({ type: "spki", format: "der" })
  const thumbprint = createHash("sha1").update(publicDer).digest()
  return {
    privateJwk,
    kid: thumbprint.toString("hex").toUpperCase(),
    x5t: thumbprint.toString("base64url"),
  }
}

/** The JWKS entry, in Xero's form. */
export function publicJwk({ privateJwk, kid, x5t }: SigningKey): JWK {
  const { n, e } = privateJwk
  return { kty: "RSA", use: "sig", kid, x5t, e, n, alg: "RS256" }
}
