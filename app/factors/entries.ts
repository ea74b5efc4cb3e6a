import { z } from "zod"
import type { AppAnswer } from "@/app/factors/answers"
import { createdPasskey } from "@/lib/contract/passkey-shapes"
import { memberName } from "@/lib/members/member-name"
import { entriesOf, jsonEntry } from "@/web/form-entries"

const PASSKEY = z.object({ name: memberName, response: jsonEntry(createdPasskey) })
const APP = z.object({ appId: z.guid(), name: memberName, code: z.string().min(1).max(100) })

/** A passkey that the browser made; null where it has no name, or is none. */
export function readPasskey(form: unknown) {
  return PASSKEY.safeParse(entriesOf(form)).data ?? null
}

/** Whether this form starts a new app, or confirms one that was started. */
export function startsApp(form: unknown): boolean {
  return !("appId" in entriesOf(form))
}

/** An app with its first code; null where one of them is missing. */
export function readApp(form: unknown) {
  return APP.safeParse(entriesOf(form)).data ?? null
}

export const NO_PASSKEY: AppAnswer = {
  kind: "problem",
  text: "Give the passkey a name, and try again.",
}

/** What was started stays on the page. */
export function incompleteApp(previous: AppAnswer): AppAnswer {
  const text = "Enter a name for the app and the code that it shows."
  return previous?.kind === "app" ? { ...previous, problem: text } : { kind: "problem", text }
}
