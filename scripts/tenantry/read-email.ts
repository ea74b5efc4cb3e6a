import { email } from "@/lib/env-values"
import { failed, type Result, wrongWords } from "./command"

/** The one e-mail address that a command was given, as it is stored; null for anything else. */
export function readEmail(words: string[]): string | null {
  const [word, ...rest] = words
  const reading = email.safeParse(word)
  return reading.success && rest.length === 0 ? reading.data : null
}

/** Said where a command was given anything else. */
export function noEmail(): Result {
  return wrongWords("Name one member by their e-mail address, such as olive@tenantry.example.")
}

/** Said where nobody has the address. */
export function unknownEmail(address: string): Result {
  return failed(`No member has the e-mail address ${address}. Nothing was changed.`)
}
