"use server"

import { revalidatePath } from "next/cache"
import { redirect } from "next/navigation"
import { z } from "zod"
import { answerOf } from "@/app/_words/operation-text"
import { CAMPAIGN_OPERATIONS } from "@/lib/contract/campaign-operations"
import { formatAmount } from "@/lib/format"
import { askKeeper } from "@/web/ask-keeper"
import { requireMember } from "@/web/auth/require-member"
import { jsonEntry, requireEntries } from "@/web/form-entries"

const { campaignId, which, days } = CAMPAIGN_OPERATIONS.startCampaign.input.shape
const CAMPAIGN = z.object({
  campaignId,
  which: jsonEntry(which),
  note: z
    .string()
    .trim()
    .max(500)
    .transform((typed) => typed || null),
  days: z.coerce.number().pipe(days),
})
const ONE = z.object({ campaignId })

/** Sends a link to the Xero user of each selected organisation. */
export async function sendLinks(form: FormData): Promise<CampaignAnswer> {
  const member = await requireMember("admin")
  const outcome = await askKeeper("startCampaign", member, requireEntries(CAMPAIGN, form))
  revalidatePath("/links", "layout")
  if (outcome.kind === "started") return { kind: "started", campaignId: outcome.campaignId }
  if (outcome.kind === "other_number") {
    const amount = formatAmount(outcome.count, "organisation matches", "organisations match")
    return { kind: "problem", text: `Nothing was sent: ${amount} now. Look at the list again.` }
  }
  if (outcome.kind === "nobody_to_ask" || outcome.kind === "no_mail_server")
    return { kind: "problem", text: TEXTS[outcome.kind] }
  return { kind: "problem", text: answerOf(outcome).text }
}

/** Sends no further reminder. */
export async function stopReminders(form: FormData): Promise<void> {
  const member = await requireMember("admin")
  const entered = requireEntries(ONE, form)
  await askKeeper("stopReminders", member, entered)
  revalidatePath("/links", "layout")
  redirect(`/links/campaigns/${entered.campaignId}`)
}

const TEXTS = {
  nobody_to_ask:
    "Nothing was sent: a link is out for these organisations already, or no e-mail address of their Xero users is known.",
  no_mail_server:
    "Nothing was sent: an owner has to set up a mail server in Settings → Mail first.",
}

export type CampaignAnswer =
  | { kind: "started"; campaignId: string }
  | { kind: "problem"; text: string }
