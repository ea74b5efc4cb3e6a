"use server"

import { z } from "zod"
import { FACTOR_TEXTS, notNowText } from "@/app/_words/factor-text"
import { passkeyAnswer } from "@/lib/contract/passkey-shapes"
import { formatWait } from "@/lib/format"
import { askAsMember } from "@/web/ask-as-member"
import { askKeeper } from "@/web/ask-keeper"
import { requireMember } from "@/web/auth/require-member"
import { entriesOf, jsonEntry } from "@/web/form-entries"
import { findProofWays, type ProofWays } from "@/web/members/own-factors"

const PROOF = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("password"), password: z.string().min(1).max(1_000) }),
  z.object({ kind: z.literal("app_code"), code: z.string().min(1).max(100) }),
  z.object({ kind: z.literal("passkey"), response: jsonEntry(passkeyAnswer) }),
])

/** What the member can prove themselves with. */
export async function readProofWays(): Promise<ProofWays> {
  return findProofWays()
}

/** What the browser has to sign to prove the member by a passkey; null where the keeper does not say. */
export async function startProofPasskey() {
  const asked = await askAsMember("startProofPasskey")
  return asked.kind === "asked" ? asked.options : null
}

/** Has the keeper check who the member is. Null once it knows; otherwise why not, in words. */
export async function prove(form: FormData): Promise<string | null> {
  const member = await requireMember("viewer")
  const entered = PROOF.safeParse(entriesOf(form))
  if (!entered.success) return WRONG.password
  const proof = entered.data
  const outcome = await askKeeper("proveMember", member, { proof })
  if (outcome.kind === "proven") return null
  if (outcome.kind === "wrong_proof") return WRONG[proof.kind]
  if (outcome.kind === "passkey_copied") return FACTOR_TEXTS.passkey_copied
  if (outcome.kind !== "throttled") return notNowText(outcome.kind)
  const what = proof.kind === "password" ? "passwords" : "codes"
  return `Too many wrong ${what}. Try again in ${formatWait(outcome.retryAfterInSeconds)}.`
}

const WRONG = {
  password: "This is not your password.",
  app_code: FACTOR_TEXTS.wrong_code,
  passkey: FACTOR_TEXTS.wrong_passkey,
}
