"use server"

import { z } from "zod"
import { KEYS_OBSTACLES } from "@/app/_words/key-text"
import { SUDO_NEEDED } from "@/app/_words/refusal-text"
import { drawAnew } from "@/app/draw-anew"
import { askAsMember } from "@/web/ask-as-member"

const PAGE = "/settings/keys"
const PAUSE = z.object({ isPaused: z.enum(["true", "false"]).transform((it) => it === "true") })

/** Has everything sealed with the key that seals now. */
export async function startReseal(): Promise<KeysAnswer> {
  const outcome = await askAsMember("startReseal")
  drawAnew(outcome, PAGE)
  if (outcome.kind === "started") return null
  if (outcome.kind === "sudo_needed") return { ...SUDO_NEEDED }
  return { kind: "problem", text: KEYS_OBSTACLES[outcome.kind] }
}

/** Holds it, or lets it go on. */
export async function pauseReseal(form: FormData): Promise<KeysAnswer> {
  const outcome = await askAsMember("pauseReseal", form, PAUSE)
  drawAnew(outcome, PAGE)
  if (outcome.kind === "paused" || outcome.kind === "resumed" || outcome.kind === "not_running")
    return null
  return { kind: "problem", text: KEYS_OBSTACLES[outcome.kind] }
}

export type KeysAnswer = { kind: "problem" | "sudo_needed"; text: string } | null
