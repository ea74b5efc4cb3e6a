import { issueLinkOnServer } from "@/keeper/members/invitations"
import { done, failed, type Result } from "./command"
import { openDatabase } from "./open-installation"
import { noEmail, readEmail, unknownEmail } from "./read-email"

/** Makes a one-time link by which a member sets a new password: the way back in without an owner and without mail. */
export async function resetPassword(words: string[]): Promise<Result> {
  const email = readEmail(words)
  if (email === null) return noEmail()
  const { db, appUrl, close } = await openDatabase()
  const outcome = await issueLinkOnServer({ db }, email).finally(close)
  if (outcome.kind === "unknown_email") return unknownEmail(email)
  if (outcome.kind !== "issued") {
    return failed(
      `${outcome.name} is disabled. An owner enables them in Settings, Members. Nothing was changed.`,
    )
  }
  const link = `${appUrl}/invitations/${outcome.token}`
  return done(`${link}\nIt lets ${outcome.name} set a new password, once and within an hour.`, {
    link,
    member: outcome.name,
  })
}
