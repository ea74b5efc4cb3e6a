"use server"

import { revalidatePath } from "next/cache"
import { FACTOR_TEXTS } from "@/app/_words/factor-text"
import { PROBLEMS, SUDO_NEEDED } from "@/app/_words/refusal-text"
import {
  type AppAnswer,
  addedAnswer,
  type PasskeyStart,
  passkeyAnswerOf,
  startedAnswer,
} from "@/app/factors/answers"
import { incompleteApp, NO_PASSKEY, readApp, readPasskey, startsApp } from "@/app/factors/entries"
import { askAsMember } from "@/web/ask-as-member"
import { askKeeper } from "@/web/ask-keeper"
import { requireMember } from "@/web/auth/require-member"

const PAGE = "/settings"

/** Starts an authenticator app, or makes it a second factor by its first code. */
export async function setUpApp(previous: AppAnswer, form: FormData): Promise<AppAnswer> {
  const member = await requireMember("viewer")
  if (startsApp(form)) return startedAnswer(await askKeeper("startCodeApp", member, {}))
  const app = readApp(form)
  if (app === null) return incompleteApp(previous)
  return addedAnswer(await askKeeper("addCodeApp", member, app), previous)
}

/** What the browser needs to make a passkey. */
export async function startPasskey(): Promise<PasskeyStart> {
  return passkeyAnswerOf(await askAsMember("startPasskey"))
}

/** Makes the passkey a second factor, and a way in without the password. */
export async function addPasskey(form: FormData): Promise<AppAnswer> {
  const member = await requireMember("viewer")
  const passkey = readPasskey(form)
  if (passkey === null) return NO_PASSKEY
  return addedAnswer(await askKeeper("addPasskey", member, passkey))
}

/** Takes a second factor away. */
export async function removeFactor(form: FormData): Promise<FactorAnswer> {
  const outcome = await askAsMember("removeFactor", form)
  revalidatePath(PAGE)
  if (outcome.kind === "sudo_needed") return SUDO_NEEDED
  if (outcome.kind === "removed" || outcome.kind === "not_found") return { kind: "done" }
  if (outcome.kind === "last_way") return { kind: "problem", text: FACTOR_TEXTS.last_way }
  return { kind: "problem", text: PROBLEMS[outcome.kind] }
}

/** Ten new recovery codes in place of the older ones. */
export async function makeRecoveryCodes(): Promise<CodesAnswer> {
  const outcome = await askAsMember("makeRecoveryCodes")
  if (outcome.kind === "made") return { kind: "made", codes: outcome.recoveryCodes }
  if (outcome.kind === "sudo_needed") return SUDO_NEEDED
  return { kind: "problem", text: PROBLEMS[outcome.kind] }
}

type Problem = { kind: "problem"; text: string } | typeof SUDO_NEEDED
export type FactorAnswer = { kind: "done" } | Problem
export type CodesAnswer = { kind: "made"; codes: string[] } | Problem
