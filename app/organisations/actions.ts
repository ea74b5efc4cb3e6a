"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { type Answer, answerOf } from "@/app/organisations/operation-text"
import { requireMember } from "@/lib/auth/require-member"
import { askKeeper } from "@/lib/contract/ask-keeper"

const OFFER = z.object({ consentId: z.guid(), decision: z.enum(["keep", "undo"]) })

/** Keeps or undoes the organisations that came with a consent meant for another one. */
export async function decideOffer(form: FormData): Promise<Answer> {
  const { memberId } = await requireMember("admin")
  const offer = OFFER.parse(Object.fromEntries(form))
  const outcome = await askKeeper("decideOffer", memberId, offer)
  revalidatePath("/organisations", "layout")
  return answerOf(outcome)
}
