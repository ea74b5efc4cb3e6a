import { REFUSALS } from "@/app/_words/refusal-text"
import { info, success, warning } from "@/app/_words/told"
import type { OperationOutput } from "@/lib/contract/operations"
import { PASSWORD_TEXT } from "@/lib/words/password-text"
import type { NoAnswer } from "@/web/ask-keeper"

/** Why a sign-in was not exported, and what to do. */
export function notHandedOverText(outcome: NotHandedOver): string {
  if (outcome.kind === "weak_passphrase") return `The passphrase ${PASSWORD_TEXT[outcome.problem]}.`
  return NOT_HANDED_OVER[outcome.kind]
}

const NOT_HANDED_OVER: Record<Exclude<NotHandedOver["kind"], "weak_passphrase">, string> = {
  ...REFUSALS,
  unsettled:
    "A refresh of this sign-in is under way or not settled yet. Nothing has changed. Try again in a few minutes.",
  shut: "The stored sign-in cannot be opened, so it cannot be exported.",
  reaches_nothing:
    "This sign-in reaches no organisation any more, so there is nothing to hand over.",
  not_found: "This sign-in has ended or was handed over in the meantime. Reload the page.",
  forbidden: "Only an owner can hand over a sign-in.",
  copied_database:
    "This database is a copy, so nothing is handed over from it. An owner can take it over first.",
}

/** What became of taking a sign-in back. */
export const TAKEN_BACK = {
  proven: success(
    "Taken back",
    "Xero has accepted the sign-in here, so the exported file no longer works.",
  ),
  unproven: warning(
    "Taken back, but Xero has not confirmed it yet",
    "Xero did not answer. Tenantry will ask again by itself. Do not use the exported file anywhere before Xero has answered.",
  ),
  moved: info(
    "The other installation has it",
    "The sign-in was used there, so it cannot come back. To have it here again, reconnect or export it there.",
  ),
} as const

type NotHandedOver = Exclude<
  OperationOutput<"handOverGrant"> | NoAnswer,
  { kind: "handed_over" } | { kind: "sudo_needed" }
>
