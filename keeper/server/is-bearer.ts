import { createHash, timingSafeEqual } from "node:crypto"

/** Whether the header holds one of the secrets. Compares digests, so that the time taken reveals neither length nor content. */
export function isBearer(header: string | undefined, secrets: readonly string[]): boolean {
  const given = digest(header ?? "")
  return secrets.map((one) => timingSafeEqual(given, digest(`Bearer ${one}`))).includes(true)
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest()
}
