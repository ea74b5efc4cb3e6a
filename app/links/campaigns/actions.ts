"use server"

import { z } from "zod"
import { throttledText } from "@/app/_words/link-answer-text"
import { PROBLEMS, problemOf } from "@/app/_words/refusal-text"
import { drawAnew } from "@/app/draw-anew"
import { CAMPAIGN_OPERATIONS } from "@/lib/contract/campaign-operations"
import { email } from "@/lib/env-values"
import { formatAmount } from "@/lib/format"
import { LONGEST_NOTE, MOST_ADDRESSES } from "@/lib/links/link-terms"
import { typedLines } from "@/lib/typed-text"
import { askAsMember } from "@/web/ask-as-member"
import { askKeeper } from "@/web/ask-keeper"
import { requireMember } from "@/web/auth/require-member"
import { listUnaddressed, type Unaddressed } from "@/web/campaigns/list-unaddressed"
import { entriesOf, jsonEntry, optional, requireEntries } from "@/web/form-entries"

const { campaignId, which, purpose, days } = CAMPAIGN_OPERATIONS.startCampaign.input.shape
const CAMPAIGN = z.object({
  campaignId,
  which: jsonEntry(which),
  purpose,
  note: optional(typedLines(LONGEST_NOTE)),
  days: z.coerce.number().pipe(days),
})
const SELECTED = z.object({ which: jsonEntry(which), purpose })

/** The selected sign-ins that need an address, to be typed. */
export async function listWithoutAddress(form: FormData): Promise<Unaddressed[]> {
  await requireMember("admin")
  const selected = requireEntries(SELECTED, form)
  return listUnaddressed(selected.which, selected.purpose, MOST_ADDRESSES)
}

/** Sends a link to the Xero user of each selected organisation, or to the address that was typed for it. */
export async function sendLinks(form: FormData): Promise<CampaignAnswer> {
  const member = await requireMember("admin")
  const typed = readAddresses(form)
  if (typed.kind === "wrong") return { kind: "wrong_address", tenantId: typed.tenantId }
  const entered = { ...requireEntries(CAMPAIGN, form), addresses: typed.addresses }
  const outcome = await askKeeper("startCampaign", member, entered)
  drawAnew(outcome, "/links", "layout")
  if (outcome.kind === "started") return { kind: "started", campaignId: outcome.campaignId }
  if (outcome.kind === "other_number") {
    const amount = formatAmount(outcome.count, "organisation matches", "organisations match")
    return { kind: "problem", text: `Nothing was sent: ${amount} now. Look at the list again.` }
  }
  if (outcome.kind === "nobody_to_ask" || outcome.kind === "no_mail_server")
    return { kind: "problem", text: TEXTS[outcome.kind] }
  if (outcome.kind === "throttled") return { kind: "problem", text: throttledText(outcome) }
  return { kind: "problem", text: PROBLEMS[outcome.kind] }
}

/** Sends no further reminder. */
export async function stopReminders(form: FormData): Promise<ActAnswer> {
  return answerTo(await askAsMember("stopReminders", form))
}

/** Sends the mails again of which nobody knows whether they arrived. */
export async function sendUnclearAgain(form: FormData): Promise<ActAnswer> {
  return answerTo(await askAsMember("sendUnclearAgain", form))
}

function answerTo(outcome: { kind: string }): ActAnswer {
  drawAnew(outcome, "/links", "layout")
  return { problem: problemOf(outcome.kind) }
}

/** The fields that are named after an organisation; an empty one is none. */
function readAddresses(form: FormData): TypedAddresses {
  const addresses: { tenantId: string; email: string }[] = []
  for (const [name, typed] of Object.entries(entriesOf(form))) {
    const tenantId = z.guid().safeParse(name)
    if (!tenantId.success || String(typed).trim() === "") continue
    const address = email.safeParse(typed)
    if (!address.success) return { kind: "wrong", tenantId: name }
    addresses.push({ tenantId: name, email: address.data })
  }
  return { kind: "typed", addresses: addresses.slice(0, MOST_ADDRESSES) }
}

const TEXTS = {
  nobody_to_ask:
    "Nothing was sent: these organisations have open links already, or there is no address to send one to. A second authoriser has to be somebody else.",
  no_mail_server:
    "Nothing was sent: an owner has to set up a mail server in Settings → Mail first.",
}

type TypedAddresses =
  | { kind: "typed"; addresses: { tenantId: string; email: string }[] }
  | { kind: "wrong"; tenantId: string }
type ActAnswer = { problem: string | null }
export type CampaignAnswer =
  /** What was typed for this organisation is no e-mail address. */
  | { kind: "wrong_address"; tenantId: string }
  | { kind: "started"; campaignId: string }
  | { kind: "problem"; text: string }
