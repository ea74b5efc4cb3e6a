import { hash } from "node:crypto"

/** What is kept or shown of a secret in the open: identifies it without revealing it. */
export function fingerprintOf(secret: string): string {
  return hash("sha256", secret, "hex").slice(0, 16)
}
