import { DISK_FULL } from "@/app/_words/disk-full-text"
import { SUDO_NEEDED } from "@/app/_words/sudo-text"
import type { AlertOutput } from "@/lib/contract/alert-operations"
import type { Refusal } from "@/lib/contract/operations"
import type { FormErrors } from "@/web/members/form-errors"
import { outcomeText } from "@/web/words/delivery-outcome-text"

/** Why an address in a private network is not used. */
export const PRIVATE_ADDRESS =
  "This address is in a private network. Choose a public one, or set ALERT_ALLOW_PRIVATE_TARGETS in the environment."

/** The field that the keeper refused, and why. */
export const REFUSALS: Record<Refused, FormErrors> = {
  private_address: { url: PRIVATE_ADDRESS },
  https_needed: { url: "This must be https." },
  mail_server_needed: { to: "Set up a mail server in Settings → Mail first." },
}

/** The outcome of sending, in words. */
export function sentText(outcome: Sent | { kind: Obstacle }): {
  tone: "good" | "bad"
  text: string
} {
  if (outcome.kind !== "sent") return { tone: "bad", text: obstacleText(outcome.kind) }
  const tone = outcome.outcome === null ? "good" : "bad"
  return { tone, text: `${outcomeText(outcome.outcome, outcome.evidence)}.` }
}

/** Why nothing was done, in words. */
export function obstacleText(kind: Obstacle): string {
  return OBSTACLES[kind]
}

const OBSTACLES: Record<Obstacle, string> = {
  not_found: "This channel no longer exists. Reload the page.",
  forbidden: "Only owners can set up alerts.",
  sudo_needed: SUDO_NEEDED.text,
  not_ready: "The keeper cannot do this right now. Try again in a moment.",
  disk_full: DISK_FULL,
  copied_database:
    "This database is a copy, and a copy sends no alerts. An owner can take over first.",
  keeper_unreachable:
    "The keeper does not answer. It may be restarting. Check again in a moment before you repeat this.",
}

type Refused = Extract<AlertOutput<"addAlertChannel">, { kind: "refused" }>["why"]
type Sent = Extract<AlertOutput<"resendAlert">, { kind: "sent" }>
type Obstacle = Refusal["kind"] | "not_found" | "keeper_unreachable"
