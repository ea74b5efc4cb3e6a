import { email } from "@/lib/env-values"

/** The one e-mail address that a command was given, as it is stored; null, with a line that says so, for anything else. */
export function readEmail(words: string[]): string | null {
  const [word, ...rest] = words
  const reading = email.safeParse(word)
  if (reading.success && rest.length === 0) return reading.data
  console.error("Name one member by their e-mail address, such as olive@tenantry.example.")
  return null
}

/** Said where nobody has the address. */
export function unknownEmail(address: string): string {
  return `No member has the e-mail address ${address}. Nothing was changed.`
}
