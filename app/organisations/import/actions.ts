"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { PROBLEMS, problemOf, SUDO_NEEDED } from "@/app/_words/refusal-text"
import { drawAnew } from "@/app/draw-anew"
import { askAsMember } from "@/web/ask-as-member"
import { textOf } from "@/web/members/form-errors"

const START = z.object({
  importId: z.guid(),
  hasStopped: z.literal("on").transform(() => true as const),
})

/** Has the tokens of an import sent, once the member says that the old program has stopped. */
export async function startImporting(form: FormData): Promise<ImportAnswer> {
  const outcome = await askAsMember("startImport", form, START)
  drawAnew(outcome, "/organisations", "layout")
  if (outcome.kind === "started") return { kind: "done" }
  if (outcome.kind === "sudo_needed") return SUDO_NEEDED
  if (outcome.kind === "owner_needed") return { kind: "failed", text: OWNER_NEEDED }
  return { kind: "failed", text: outcome.kind === "not_found" ? GONE : PROBLEMS[outcome.kind] }
}

/** Has what was handed over sent without the word of the installation that it comes from. */
export async function importUnasked(form: FormData): Promise<ImportAnswer> {
  const outcome = await askAsMember("importUnasked", form)
  drawAnew(outcome, "/organisations", "layout")
  if (outcome.kind === "started") return { kind: "done" }
  if (outcome.kind === "sudo_needed") return SUDO_NEEDED
  return { kind: "failed", text: PROBLEMS[outcome.kind] }
}

/** Forgets a file that was read. */
export async function discard(form: FormData): Promise<{ problem: string | null }> {
  const { kind } = await askAsMember("discardImport", form)
  if (kind === "discarded") redirect("/organisations/import")
  // Elsewhere it was started meanwhile, or forgotten: its page says which.
  if (kind === "not_found") redirect(`/organisations/import/${textOf(form, "importId")}`)
  return { problem: problemOf(kind) }
}

const GONE =
  "This file was forgotten: somebody pressed Forget the file, or nothing was done with it for an hour. Choose it again."
const OWNER_NEEDED = "Only an owner can start this import. Nothing was sent."

export type ImportAnswer = { kind: "done" } | { kind: "failed" | "sudo_needed"; text: string }
