import { removeFactorsOnServer } from "@/keeper/members/factors/remove-factor"
import { openDatabase } from "./open-installation"
import { readEmail, unknownEmail } from "./read-email"

/** Removes the passkeys, authenticator apps and recovery codes of a member who has lost them and whom no owner can help. */
export async function removeFactors(words: string[]): Promise<number> {
  const email = readEmail(words)
  if (email === null) return 2
  const { db, close } = await openDatabase()
  const name = await removeFactorsOnServer({ db }, email).finally(close)
  if (name === null) {
    console.error(unknownEmail(email))
    return 1
  }
  console.log(`${name} has no second factor any more, and signs in with the password alone.`)
  return 0
}
