"use server"

import { redirect } from "next/navigation"
import { type Answer, answerOfEnding } from "@/app/_words/operation-text"
import { drawAnew } from "@/app/draw-anew"
import { askAsMember } from "@/web/ask-as-member"

/** Asks Xero again what every sign-in reaches, where it may have connected something that is not known here. */
export async function checkAll(): Promise<void> {
  const outcome = await askAsMember("checkTenants")
  drawAnew(outcome, "/organisations", "layout")
  if (outcome.kind !== "checking") redirect(`/organisations?problem=${outcome.kind}`)
  redirect(`/organisations?problem=${outcome.grants > 0 ? "checking" : "nothing_to_check"}`)
}

/**
 * Keeps or undoes the organisations that a reconnect of another one connected. Once the offer is over its banner is
 * gone, so the list shows whatever else there is to say.
 */
export async function decideOffer(form: FormData): Promise<Answer> {
  const outcome = await askAsMember("decideOffer", form)
  drawAnew(outcome, "/organisations", "layout")
  if (outcome.kind === "offer_over") redirect(`/organisations?problem=offer_${outcome.decision}`)
  if (outcome.kind === "decided" && !outcome.toldXero)
    redirect("/organisations?problem=offer_untold")
  return answerOfEnding(outcome)
}

/** Keeps another Xero user than before, in place of the authorisers before. */
export async function replaceAuthoriser(form: FormData): Promise<Answer> {
  const outcome = await askAsMember("replaceAuthoriser", form)
  drawAnew(outcome, "/organisations", "layout")
  return answerOfEnding(outcome)
}
