/**
 * Both spellings of an issuer, with and without a last slash: one discovery document answers to both. Settings hold the one
 * that was entered, identities the one that the issuer writes into its tokens.
 */
export function spellingsOf(issuer: string): string[] {
  const bare = issuer.replace(/\/$/, "")
  return [bare, `${bare}/`]
}

/** Whether both are one issuer. */
export function isSameIssuer(one: string, other: string): boolean {
  return spellingsOf(one).includes(other)
}
