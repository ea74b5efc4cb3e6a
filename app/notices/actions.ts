"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { answerOf } from "@/app/_words/operation-text"
import { askKeeper } from "@/web/ask-keeper"
import { requireMember } from "@/web/auth/require-member"
import { seeAccessNews } from "@/web/services/access-news"

const SEEN = z.object({ upTo: z.iso.datetime() })

/** Makes this installation the holder of a copied database. Null when it is; else why not, in words. */
export async function takeOver(): Promise<string | null> {
  const { memberId } = await requireMember("owner")
  const outcome = await askKeeper("takeOver", memberId, {})
  revalidatePath("/", "layout")
  if (outcome.kind === "taken_over" || outcome.kind === "not_a_copy") return null
  const { title, text } = answerOf(outcome)
  return `${title}. ${text}`
}

/** This owner has seen what services were newly let fetch, up to the newest that was shown. */
export async function seeAccess(form: FormData): Promise<void> {
  await requireMember("owner")
  const { upTo } = SEEN.parse(Object.fromEntries(form))
  await seeAccessNews(new Date(upTo))
  revalidatePath("/", "layout")
}
