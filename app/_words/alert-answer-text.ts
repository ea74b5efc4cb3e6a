import { CHANGED_MEANWHILE, REFUSALS } from "@/app/_words/refusal-text"
import type { AlertOutput } from "@/lib/contract/alert-operations"
import type { Refusal } from "@/lib/contract/operations"
import type { NoAnswer } from "@/web/ask-keeper"
import type { FormErrors } from "@/web/members/form-errors"
import { outcomeText } from "@/web/words/delivery-outcome-text"

/** Why an address in a private network is not used. */
export const PRIVATE_ADDRESS =
  "This address is in a private network. Choose a public one, or set ALERT_ALLOW_PRIVATE_TARGETS in the environment."

/** The field that the keeper refused, and why. */
export const CHANNEL_REFUSALS: Record<Refused, FormErrors> = {
  private_address: { url: PRIVATE_ADDRESS },
  https_needed: { url: "This must be https." },
  mail_server_needed: { to: "Set up a mail server in Settings → Mail first." },
}

/** The outcome of sending, in words. */
export function sentText(outcome: Sent | { kind: Obstacle }): {
  kind: "done" | "problem"
  text: string
} {
  if (outcome.kind !== "sent") return { kind: "problem", text: obstacleText(outcome.kind) }
  const kind = outcome.outcome === null ? "done" : "problem"
  return { kind, text: `${outcomeText(outcome.outcome, outcome.evidence)}.` }
}

/** Why nothing was done, in words. */
export function obstacleText(kind: Obstacle): string {
  return OBSTACLES[kind]
}

const OBSTACLES: Record<Obstacle, string> = {
  ...REFUSALS,
  changed_meanwhile: CHANGED_MEANWHILE,
  not_found: "This channel no longer exists. Reload the page.",
  forbidden: "Only owners can set up alerts.",
  copied_database:
    "This database is a copy, and a copy sends no alerts. An owner can take over first.",
}

type Refused = Extract<AlertOutput<"addAlertChannel">, { kind: "refused" }>["why"]
type Sent = Extract<AlertOutput<"resendAlert">, { kind: "sent" }>
type Obstacle = Refusal["kind"] | "not_found" | "changed_meanwhile" | NoAnswer["kind"]
