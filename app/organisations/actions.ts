"use server"

import { revalidatePath } from "next/cache"
import { redirect } from "next/navigation"
import { z } from "zod"
import { type Answer, answerOfEnding } from "@/app/_words/operation-text"
import { askKeeper } from "@/web/ask-keeper"
import { requireMember } from "@/web/auth/require-member"
import { requireEntries } from "@/web/form-entries"

/** Asks Xero again what every sign-in reaches, where it may have connected something that is not known here. */
export async function checkAll(): Promise<void> {
  const member = await requireMember("admin")
  const outcome = await askKeeper("checkTenants", member, {})
  revalidatePath("/organisations", "layout")
  if (outcome.kind !== "checking") redirect(`/organisations?problem=${outcome.kind}`)
  redirect(`/organisations?problem=${outcome.grants > 0 ? "checking" : "nothing_to_check"}`)
}

const OFFER = z.object({ consentId: z.guid(), decision: z.enum(["keep", "undo"]) })

/**
 * Keeps or undoes the organisations that a reconnect of another one connected. Once the offer is over its banner is
 * gone, so the list shows whatever else there is to say.
 */
export async function decideOffer(form: FormData): Promise<Answer> {
  const member = await requireMember("admin")
  const offer = requireEntries(OFFER, form)
  const outcome = await askKeeper("decideOffer", member, offer)
  revalidatePath("/organisations", "layout")
  if (outcome.kind === "offer_over") redirect(`/organisations?problem=offer_${outcome.decision}`)
  if (outcome.kind === "decided" && !outcome.toldXero)
    redirect("/organisations?problem=offer_untold")
  return answerOfEnding(outcome)
}

const REPLACEMENT = z.object({ consentId: z.guid() })

/** Keeps another Xero user than before, in place of the authorisers before. */
export async function replaceAuthoriser(form: FormData): Promise<Answer> {
  const member = await requireMember("admin")
  const outcome = await askKeeper("replaceAuthoriser", member, requireEntries(REPLACEMENT, form))
  revalidatePath("/organisations", "layout")
  return answerOfEnding(outcome)
}
