const HINT_LENGTH = 4
// A shorter one would lose too much of itself.
const SHORTEST_WITH_HINT = 16

/** The last characters of a client secret, by which people recognise it; nothing of a short one. */
export function hintOf(secret: string): string {
  return secret.length < SHORTEST_WITH_HINT ? "" : secret.slice(-HINT_LENGTH)
}
