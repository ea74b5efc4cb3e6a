import { issueLinkOnServer } from "@/keeper/members/invitations"
import { publicOrigin } from "@/lib/env-values"
import { openDatabase } from "./open-installation"
import { readEmail, unknownEmail } from "./read-email"

/** Prints a one-time link by which a member sets a new password: the way back in without an owner and without mail. */
export async function resetPassword(words: string[]): Promise<number> {
  const email = readEmail(words)
  if (email === null) return 2
  const { db, source, close } = await openDatabase()
  const appUrl = publicOrigin.parse(source.APP_URL?.trim() || "http://localhost:3000")
  const outcome = await issueLinkOnServer({ db }, email).finally(close)
  if (outcome.kind === "issued") {
    console.log(`${appUrl}/invitations/${outcome.token}`)
    console.log(`It lets ${outcome.name} set a new password, once and within an hour.`)
    return 0
  }
  console.error(
    outcome.kind === "unknown_email"
      ? unknownEmail(email)
      : `${outcome.name} is disabled. An owner enables them in Settings, Members. Nothing was changed.`,
  )
  return 1
}
