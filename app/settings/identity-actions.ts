"use server"

import { redirect } from "next/navigation"
import { PROBLEMS, SUDO_NEEDED } from "@/app/_words/refusal-text"
import { ssoRefusalText } from "@/app/_words/sso-text"
import { drawAnew } from "@/app/draw-anew"
import { askAsMember } from "@/web/ask-as-member"
import { keepTripCookie } from "@/web/auth/trip-cookie"

/** Sends the member to the issuer; whoever signs in there is added to them. */
export async function addIdentity(): Promise<IdentityAnswer> {
  const started = await askAsMember("startAddingIdentity")
  if (started.kind === "sudo_needed") return { kind: started.kind, problem: SUDO_NEEDED.text }
  if (started.kind !== "started") {
    const reason = started.kind === "refused" ? started.reason : started.kind
    return { problem: ssoRefusalText(reason, "The issuer") }
  }
  await keepTripCookie("sso", started)
  redirect(started.authorizationUrl)
}

/** Takes one of the member's identities away. */
export async function removeIdentity(form: FormData): Promise<IdentityAnswer> {
  const outcome = await askAsMember("removeIdentity", form)
  if (outcome.kind === "sudo_needed") return { kind: outcome.kind, problem: SUDO_NEEDED.text }
  drawAnew(outcome, "/settings")
  if (outcome.kind === "removed") return { problem: null }
  return { problem: outcome.kind === "last_way" ? LAST_WAY : PROBLEMS[outcome.kind] }
}

const LAST_WAY = "This is your only way to sign in. Ask an owner for a password link first."

export type IdentityAnswer = { kind?: "sudo_needed"; problem: string | null }
