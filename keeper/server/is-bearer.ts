import { createHash, timingSafeEqual } from "node:crypto"

/** Whether the header holds one of the secrets. */
export function isBearer(header: string | undefined, secrets: readonly string[]): boolean {
  return isOneOf(
    header,
    secrets.map((one) => `Bearer ${one}`),
  )
}

/** Compares digests, so that the time taken reveals neither length nor content. */
export function isOneOf(given: string | undefined, secrets: readonly string[]): boolean {
  const shown = digest(given ?? "")
  return secrets.map((one) => timingSafeEqual(shown, digest(one))).includes(true)
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest()
}
