"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { type Answer, answerOf } from "@/app/_words/operation-text"
import { drawAnew } from "@/app/draw-anew"
import { askAsMember } from "@/web/ask-as-member"
import { requireMember } from "@/web/auth/require-member"
import { requireEntries } from "@/web/form-entries"
import { markAccessSeen } from "@/web/services/new-access"

const SEEN = z.object({ upTo: z.iso.datetime() })

/** Makes this installation the holder of a copied database. Null on success; otherwise why not. */
export async function takeOver(): Promise<Answer | null> {
  const outcome = await askAsMember("takeOver")
  drawAnew(outcome, "/", "layout")
  if (outcome.kind === "taken_over" || outcome.kind === "not_a_copy") return null
  return answerOf(outcome)
}

/** The owner has seen the new access of services, up to the newest that was shown. */
export async function confirmAccess(form: FormData): Promise<void> {
  await requireMember("owner")
  const { upTo } = requireEntries(SEEN, form)
  await markAccessSeen(new Date(upTo))
  revalidatePath("/", "layout")
}
