"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { notHandedOverText, TAKEN_BACK } from "@/app/_words/hand-over-text"
import { type Answer, answerOf, answerOfEnding } from "@/app/_words/operation-text"
import { SUDO_NEEDED } from "@/app/_words/sudo-text"
import { askKeeper } from "@/web/ask-keeper"
import { requireMember } from "@/web/auth/require-member"
import { requireEntries } from "@/web/form-entries"

const TENANT = z.object({ tenantId: z.guid() })
const AUTHORISER = z.object({ tenantId: z.guid(), grantId: z.guid() })
const GRANT = z.object({ grantId: z.guid() })
const EXPORT = GRANT.extend({ passphrase: z.string().max(1_000) })

/** Refreshes the consent behind this organisation. */
export async function refreshNow(form: FormData): Promise<Answer> {
  const member = await requireMember("admin")
  return showAnswer(await askKeeper("refreshGrant", member, requireEntries(TENANT, form)))
}

/** Asks Xero whether the organisation is still connected. */
export async function checkNow(form: FormData): Promise<Answer> {
  const member = await requireMember("admin")
  return showAnswer(await askKeeper("checkTenant", member, requireEntries(TENANT, form)))
}

/** Ends this organisation's connections in Xero; others on the same consent keep working. */
export async function disconnect(form: FormData): Promise<Answer> {
  const member = await requireMember("admin")
  const tenant = requireEntries(TENANT, form)
  return showAnswer(await askKeeper("disconnectTenant", member, tenant), answerOfEnding)
}

/** Ends one authoriser's connection to this organisation; the others serve it. */
export async function removeAuthoriser(form: FormData): Promise<Answer> {
  const member = await requireMember("admin")
  const authoriser = requireEntries(AUTHORISER, form)
  return showAnswer(await askKeeper("removeAuthoriser", member, authoriser), answerOfEnding)
}

/** Makes one authoriser the first. */
export async function preferAuthoriser(form: FormData): Promise<Answer> {
  const member = await requireMember("admin")
  return showAnswer(await askKeeper("preferAuthoriser", member, requireEntries(AUTHORISER, form)))
}

/** Ends the whole consent in Xero, and with it every organisation that it covers. */
export async function revokeConsent(form: FormData): Promise<Answer> {
  const member = await requireMember("admin")
  const grant = requireEntries(GRANT, form)
  return showAnswer(await askKeeper("revokeGrant", member, grant), answerOfEnding)
}

/** Freezes the sign-in here and gives the file that another installation imports. */
export async function exportSignIn(form: FormData): Promise<ExportAnswer> {
  const member = await requireMember("owner")
  const outcome = await askKeeper("handOverGrant", member, requireEntries(EXPORT, form))
  if (outcome.kind === "sudo_needed") return SUDO_NEEDED
  if (outcome.kind !== "handed_over") return { kind: "failed", text: notHandedOverText(outcome) }
  revalidatePath("/organisations", "layout")
  return { kind: "handed_over", file: outcome.file }
}

/** Takes back a sign-in that no other installation has claimed. */
export async function takeBack(form: FormData): Promise<Answer> {
  const member = await requireMember("owner")
  const outcome = await askKeeper("takeBackGrant", member, requireEntries(GRANT, form))
  revalidatePath("/organisations", "layout")
  if (outcome.kind === "sudo_needed") return answerOf(outcome)
  if (outcome.kind === "moved") return TAKEN_BACK.moved
  if (outcome.kind !== "taken_back") return TAKEN_BACK.failed
  return outcome.isProven ? TAKEN_BACK.proven : TAKEN_BACK.unproven
}

// Other organisations on the consent may have changed too, so the list and all pages are read again.
function showAnswer(outcome: Parameters<typeof answerOf>[0], inWords = answerOf): Answer {
  revalidatePath("/organisations", "layout")
  return inWords(outcome)
}

export type ExportAnswer =
  | { kind: "handed_over"; file: string }
  | { kind: "failed" | "sudo_needed"; text: string }
