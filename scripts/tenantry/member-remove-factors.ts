import { removeFactorsOnServer } from "@/keeper/members/factors/remove-factor"
import { done, type Result } from "./command"
import { openDatabase } from "./open-installation"
import { noEmail, readEmail, unknownEmail } from "./read-email"

/** Removes the passkeys, authenticator apps and recovery codes of a member who has lost them and whom no owner can help. */
export async function removeFactors(words: string[]): Promise<Result> {
  const email = readEmail(words)
  if (email === null) return noEmail()
  const { db, close } = await openDatabase()
  const name = await removeFactorsOnServer({ db }, email).finally(close)
  if (name === null) return unknownEmail(email)
  const text = `${name} has no second factor any more, and signs in with the password alone.`
  return done(text, { member: name })
}
