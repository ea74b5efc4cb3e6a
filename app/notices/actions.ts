"use server"

import { revalidatePath } from "next/cache"
import { answerOf } from "@/app/organisations/operation-text"
import { requireMember } from "@/lib/auth/require-member"
import { askKeeper } from "@/lib/contract/ask-keeper"

/** Makes this installation the holder of a copied database. Null when it is; else why not, in words. */
export async function takeOver(): Promise<string | null> {
  const { memberId } = await requireMember("owner")
  const outcome = await askKeeper("takeOver", memberId, {})
  revalidatePath("/", "layout")
  if (outcome.kind === "taken_over" || outcome.kind === "not_a_copy") return null
  const { title, text } = answerOf(outcome)
  return `${title}. ${text}`
}
