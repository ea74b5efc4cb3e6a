"use server"

import { z } from "zod"
import { CHANGED_MEANWHILE, PROBLEMS as COMMON, SUDO_NEEDED } from "@/app/_words/refusal-text"
import { ISSUER_PROBLEMS } from "@/app/_words/sso-text"
import { drawAnew } from "@/app/draw-anew"
import { ssoEntry } from "@/app/settings/sign-in/sso-entry"
import { MEMBER_ROLES } from "@/lib/members/roles"
import { askAsMember, askWithEntries } from "@/web/ask-as-member"
import type { FormErrors } from "@/web/members/form-errors"

const PAGE = "/settings/sign-in"
const NOBODY = z.literal("").transform(() => null)
const POLICY = z.object({ of: z.union([z.enum(MEMBER_ROLES), NOBODY]) })
const PASSWORDS = z.object({ emergencyOwnerId: z.union([z.guid(), NOBODY]) })
const TEST = ssoEntry.transform(({ settings: { issuer, clientId }, clientSecret }) => {
  return { issuer, clientId, clientSecret }
})

/** Saves where members sign in and who may come. */
export async function saveSso(form: FormData): Promise<SsoAnswer> {
  const outcome = await askWithEntries("changeSso", form, ssoEntry)
  if (outcome.kind === "wrong_input") return outcome
  if (outcome.kind === "changed") {
    drawAnew(outcome, PAGE)
    return { kind: "saved", text: "Saved. The sign-in page has the button now." }
  }
  return outcome.kind === "refused" ? fieldAnswer(outcome.why) : problemAnswer(outcome.kind)
}

/** Asks the issuer that is entered how it stands, and stores nothing. */
export async function testSso(form: FormData): Promise<SsoAnswer> {
  const outcome = await askWithEntries("testSso", form, TEST)
  if (outcome.kind === "wrong_input") return outcome
  if (outcome.kind === "works")
    return { kind: "done", text: "It works: the issuer knows this client." }
  if (outcome.kind === "problem") return { kind: "problem", text: ISSUER_PROBLEMS[outcome.problem] }
  return outcome.kind === "refused" ? fieldAnswer(outcome.why) : problemAnswer(outcome.kind)
}

/** Ends single sign-on. */
export async function removeSso(): Promise<SsoAnswer> {
  const outcome = await askAsMember("removeSso")
  if (outcome.kind !== "removed") return problemAnswer(outcome.kind)
  drawAnew(outcome, PAGE)
  return { kind: "done", text: "Removed." }
}

/** Leaves passwords to one owner, or gives them back to everybody. */
export async function limitPasswords(form: FormData): Promise<SsoAnswer> {
  const outcome = await askAsMember("limitPasswords", form, PASSWORDS)
  if (outcome.kind !== "changed") return problemAnswer(outcome.kind)
  drawAnew(outcome, PAGE)
  return { kind: "done", text: "Saved." }
}

/** Says which members need a second factor from their next sign-in on. */
export async function requireSecondFactor(form: FormData): Promise<PolicyAnswer> {
  const outcome = await askAsMember("requireSecondFactor", form, POLICY)
  drawAnew(outcome, PAGE)
  if (outcome.kind === "required") return { kind: "saved", text: "Saved." }
  if (outcome.kind === "sudo_needed") return SUDO_NEEDED
  return { kind: "problem", text: COMMON[outcome.kind] }
}

function fieldAnswer(why: "https_needed" | "secret_needed"): SsoAnswer {
  const formErrors =
    why === "https_needed"
      ? { issuer: "This must be an https address." }
      : { clientSecret: "Enter the client secret: none is stored for this client and issuer." }
  return { kind: "wrong_input", formErrors }
}

function problemAnswer(kind: string): SsoAnswer {
  if (kind === "sudo_needed") return SUDO_NEEDED
  return { kind: "problem", text: PROBLEMS.get(kind) ?? "Nothing has changed. Try again." }
}

const PROBLEMS = new Map([
  ...Object.entries<string>(COMMON),
  ["changed_meanwhile", CHANGED_MEANWHILE],
  ["from_environment", "The environment sets this, so it cannot be changed here."],
  [
    "last_way",
    "Nothing has changed: without this single sign-on, no owner could sign in. Let an owner set a password or add a passkey first.",
  ],
  ["no_sso", "Set up single sign-on first."],
  ["no_such_owner", "This member is no longer an owner with a password. Reload the page."],
])

export type PolicyAnswer = { kind: "saved" | "problem" | "sudo_needed"; text: string }
export type SsoAnswer =
  | { kind: "done" | "saved" | "problem" | "sudo_needed"; text: string }
  | { kind: "wrong_input"; formErrors: FormErrors }
