import { createHash, randomBytes } from "node:crypto"

/** 192 random bits for a one-time link, in characters that need no escaping in a URL. */
export function createOneTimeToken(): string {
  return randomBytes(24).toString("base64url")
}

/** What is stored of the token. A plain hash is enough: no one can try 2¹⁹² tokens. */
export function hashOneTimeToken(token: string): string {
  return createHash("sha256").update(token).digest("hex")
}
