"use server"

import { z } from "zod"
import { formatWait } from "@/lib/format"
import { askKeeper } from "@/web/ask-keeper"
import { clientAddress } from "@/web/auth/request-facts"
import { requireMember } from "@/web/auth/require-member"
import { entriesOf } from "@/web/form-entries"

const PASSWORD = z.object({ password: z.string().min(1).max(1_000) })

/** Has the keeper check who the member is. Null once it knows; otherwise why not, in words. */
export async function prove(form: FormData): Promise<string | null> {
  const member = await requireMember("viewer")
  const entered = PASSWORD.safeParse(entriesOf(form))
  if (!entered.success) return WRONG_PASSWORD
  const proof = { kind: "password", password: entered.data.password } as const
  const outcome = await askKeeper("proveMember", member, { proof, address: await clientAddress() })
  if (outcome.kind === "proven") return null
  if (outcome.kind === "wrong_proof") return WRONG_PASSWORD
  if (outcome.kind !== "throttled") return "The keeper does not answer. Try again in a moment."
  return `Too many wrong passwords. Try again in ${formatWait(outcome.retryAfterInSeconds)}.`
}

const WRONG_PASSWORD = "This is not your password."
