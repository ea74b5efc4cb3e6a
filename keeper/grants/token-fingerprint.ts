import { createHash } from "node:crypto"

/** What is kept of a token in the open, to know it again. */
export function fingerprintOf(token: string): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 16)
}
