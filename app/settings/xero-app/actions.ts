"use server"

import { z } from "zod"
import { SUDO_NEEDED } from "@/app/_words/refusal-text"
import { appProblemText, type TestLine, testLines } from "@/app/_words/xero-app-text"
import { drawAnew } from "@/app/draw-anew"
import { CHANGED_APP, NEW_APP } from "@/app/settings/xero-app/app-entry"
import { xeroAppSecret } from "@/lib/xero-apps/entry"
import { askAsMember, askWithEntries } from "@/web/ask-as-member"
import type { FormErrors } from "@/web/members/form-errors"

const PAGE = "/settings/xero-app"
const APP = z.object({ xeroAppId: z.guid() })
const SECRET = APP.extend({ clientSecret: xeroAppSecret })
const POSITION = APP.extend({ position: z.coerce.number().int(), hint: z.string() })
const RETIRED = APP.extend({ retired: z.enum(["yes", "no"]).transform((it) => it === "yes") })
const REMOVAL = APP.extend({ grants: z.enum(["keep", "revoke"]).default("keep") })

/** Adds a Xero app; its secret goes to the keeper and nowhere else. */
export async function addApp(form: FormData): Promise<AppAnswer> {
  const outcome = await askWithEntries("addXeroApp", form, NEW_APP)
  if (outcome.kind === "wrong_input") return outcome
  if (outcome.kind === "client_id_taken") {
    const formErrors = { clientId: "An app with this client id is already here." }
    return { kind: "wrong_input", formErrors }
  }
  return answer(outcome.kind, { added: "Added." })
}

/** Changes an app's name or scopes. */
export async function changeApp(form: FormData): Promise<AppAnswer> {
  const outcome = await askWithEntries("changeXeroApp", form, CHANGED_APP)
  if (outcome.kind === "wrong_input") return outcome
  if (outcome.kind === "wrong_scopes") {
    const formErrors = { scopes: "These scopes do not fit this kind of app." }
    return { kind: "wrong_input", formErrors }
  }
  return answer(outcome.kind, { changed: "Saved." })
}

/** Adds a second secret beside the first. */
export async function addSecret(form: FormData): Promise<AppAnswer> {
  const outcome = await askWithEntries("addXeroAppSecret", form, SECRET)
  if (outcome.kind === "wrong_input") return outcome
  return answer(outcome.kind, { secret_added: "Added. Both secrets count from now on." })
}

/** Forgets one of two secrets. */
export async function removeSecret(form: FormData): Promise<AppAnswer> {
  const outcome = await askAsMember("removeXeroAppSecret", form, POSITION)
  return answer(outcome.kind, { secret_removed: "Removed." })
}

/** Sends new consents through an app. */
export async function chooseApp(form: FormData): Promise<AppAnswer> {
  const outcome = await askAsMember("chooseXeroApp", form)
  return answer(outcome.kind, { chosen: "New consents go through this app." })
}

/** Retires an app, or lets it take consents again. */
export async function retireApp(form: FormData): Promise<AppAnswer> {
  const outcome = await askAsMember("retireXeroApp", form, RETIRED)
  return answer(outcome.kind, {
    retired: "Retired. What it reaches is kept alive.",
    reopened: "It takes consents again.",
  })
}

/** Removes an app, or only retires it while its consents work. */
export async function removeApp(form: FormData): Promise<AppAnswer> {
  const outcome = await askAsMember("removeXeroApp", form, REMOVAL)
  return answer(outcome.kind, {
    removed: "Removed.",
    retired: "Retired. What it reaches is kept alive.",
  })
}

/** Asks Xero about an app, without a consent. */
export async function testApp(form: FormData): Promise<AppAnswer> {
  const outcome = await askAsMember("testXeroApp", form)
  if (outcome.kind !== "tested") return answer(outcome.kind, {})
  drawAnew(outcome, PAGE)
  return { kind: "tested", lines: testLines(outcome) }
}

function answer(kind: string, good: Record<string, string>): AppAnswer {
  drawAnew({ kind }, PAGE)
  const text = good[kind]
  if (text !== undefined) return { kind: "done", text }
  if (kind === "sudo_needed") return { kind, problem: SUDO_NEEDED.text }
  return { kind: "problem", problem: appProblemText(kind) }
}

export type AppAnswer =
  | { kind: "done"; text: string }
  | { kind: "tested"; lines: TestLine[] }
  | { kind: "problem" | "sudo_needed"; problem: string }
  | { kind: "wrong_input"; formErrors: FormErrors }
