import { API_PAGE } from "@/keeper/server/api/api-page"
import { badRequest } from "@/keeper/server/machines/refusals"

/** In characters. */
export const LONGEST_KEY = 255

/** RFC 8941 §3.3.3 lets it hold printable ASCII. */
export function isKey(key: string): boolean {
  return /^[\x20-\x7e]*[\x21-\x7e][\x20-\x7e]*$/.test(key) && key.length <= LONGEST_KEY
}

export const WRONG_KEY = badRequest(
  `Idempotency-Key holds 1 to ${LONGEST_KEY} printable characters`,
  API_PAGE,
)
