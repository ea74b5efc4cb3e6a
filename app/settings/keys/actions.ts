"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { KEYS_OBSTACLES } from "@/app/_words/key-text"
import { SUDO_NEEDED } from "@/app/_words/refusal-text"
import { askAsMember } from "@/web/ask-as-member"
import { askKeeper } from "@/web/ask-keeper"
import { requireMember } from "@/web/auth/require-member"
import { requireEntries } from "@/web/form-entries"

const PAGE = "/settings/keys"
const PAUSE = z.object({ isPaused: z.enum(["true", "false"]) })

/** Has everything sealed with the key that seals now. */
export async function startReseal(): Promise<KeysAnswer> {
  const outcome = await askAsMember("startReseal")
  revalidatePath(PAGE)
  if (outcome.kind === "started") return null
  if (outcome.kind === "sudo_needed") return { ...SUDO_NEEDED }
  return { kind: "problem", text: KEYS_OBSTACLES[outcome.kind] }
}

/** Holds it, or lets it go on. */
export async function pauseReseal(form: FormData): Promise<KeysAnswer> {
  const owner = await requireMember("owner")
  const { isPaused } = requireEntries(PAUSE, form)
  const outcome = await askKeeper("pauseReseal", owner, { isPaused: isPaused === "true" })
  revalidatePath(PAGE)
  if (outcome.kind === "paused" || outcome.kind === "resumed" || outcome.kind === "not_running")
    return null
  return { kind: "problem", text: KEYS_OBSTACLES[outcome.kind] }
}

export type KeysAnswer = { kind: "problem" | "sudo_needed"; text: string } | null
