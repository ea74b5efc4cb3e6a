"use server"

import { revalidatePath } from "next/cache"
import { obstacleText, PRIVATE_ADDRESS, sentText } from "@/app/_words/alert-answer-text"
import { SUDO_NEEDED } from "@/app/_words/refusal-text"
import { drawAnew } from "@/app/draw-anew"
import { mailEntry } from "@/app/settings/mail/mail-entry"
import type { OperationOutput } from "@/lib/contract/operations"
import { askAsMember, askWithEntries } from "@/web/ask-as-member"
import { askKeeper } from "@/web/ask-keeper"
import { requireMember } from "@/web/auth/require-member"
import type { FormErrors } from "@/web/members/form-errors"

const PAGE = "/settings/mail"

/** Saves through which server mails go out. */
export async function saveMailServer(form: FormData): Promise<MailAnswer> {
  const outcome = await askWithEntries("changeMailServer", form, mailEntry)
  if (outcome.kind === "wrong_input") return outcome
  drawAnew(outcome, PAGE)
  if (outcome.kind === "changed") return { kind: "saved", text: "Saved." }
  if (outcome.kind === "refused") return { kind: "wrong_input", formErrors: REFUSALS[outcome.why] }
  return obstacle(outcome.kind)
}

/** Ends the sending of mails. */
export async function removeMailServer(): Promise<MailAnswer> {
  const outcome = await askAsMember("removeMailServer")
  revalidatePath(PAGE)
  if (outcome.kind === "removed" || outcome.kind === "not_found")
    return { kind: "done", text: "Removed." }
  return obstacle(outcome.kind)
}

/** Sends the owner a mail through what is stored. */
export async function sendTestMail(): Promise<MailAnswer> {
  const owner = await requireMember("owner")
  const outcome = await askKeeper("testMailServer", owner, {})
  if (outcome.kind === "not_found") return { kind: "problem", text: "Save a mail server first." }
  if (outcome.kind !== "sent") return obstacle(outcome.kind)
  if (outcome.outcome !== null) return { kind: "problem", text: sentText(outcome).text }
  return { kind: "done", text: `Sent to ${owner.email}.` }
}

function obstacle(kind: Parameters<typeof obstacleText>[0]): MailAnswer {
  if (kind === "sudo_needed") return SUDO_NEEDED
  return { kind: "problem", text: obstacleText(kind) }
}

const REFUSALS: Record<Refused, FormErrors> = {
  private_address: { host: PRIVATE_ADDRESS },
  tls_needed: {
    security: "A user name and password need TLS. Choose TLS or STARTTLS, or leave them empty.",
  },
  password_needed: {
    smtpPassword:
      "Enter the password again. The stored one is for a different server or user name.",
  },
}

type Refused = Extract<OperationOutput<"changeMailServer">, { kind: "refused" }>["why"]
export type MailAnswer =
  | { kind: "saved" | "done" | "problem" | "sudo_needed"; text: string }
  | { kind: "wrong_input"; formErrors: FormErrors }
