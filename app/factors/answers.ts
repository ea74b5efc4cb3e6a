import { FACTOR_TEXTS, notNowText } from "@/app/_words/factor-text"
import { SUDO_NEEDED } from "@/app/_words/refusal-text"
import type { OperationOutput } from "@/lib/contract/operations"
import type { NoAnswer } from "@/web/ask-keeper"
import { type QrCode, qrCode } from "@/web/members/qr-code"

/** What the keeper said to a new authenticator app, with its secret as a QR code. */
export function startedAnswer(outcome: StartOutcome): AppAnswer {
  if (outcome.kind !== "app_started") return problemAnswer(outcome.kind)
  const { appId, secret, uri } = outcome
  return { kind: "app", appId, secret, qr: qrCode(uri), problem: null }
}

/** What the keeper said to a new passkey, or to an app's first code: then the app stays on the page, to be tried again. */
export function addedAnswer(outcome: AddOutcome, previous?: AppAnswer): AppAnswer {
  if (outcome.kind === "added") return outcome
  if (previous?.kind === "app" && outcome.kind === "wrong_proof") {
    return { ...previous, problem: FACTOR_TEXTS.wrong_code }
  }
  return problemAnswer(outcome.kind)
}

/** What the browser needs to make a passkey. */
export function passkeyAnswerOf(outcome: PasskeyOutcome): PasskeyStart {
  if (outcome.kind === "started") return { kind: "passkey", options: outcome.options }
  return problemAnswer(outcome.kind)
}

function problemAnswer(kind: string): Problem {
  if (kind === "sudo_needed") return SUDO_NEEDED
  return { kind: "problem", text: PROBLEMS[kind] ?? notNowText(kind) }
}

const PROBLEMS: Record<string, string> = {
  full: "You have as many of these as one member may have. Remove one first.",
  over: "This took too long. Start again.",
  wrong_proof: "The browser's answer could not be confirmed. Try again.",
  copied_database: FACTOR_TEXTS.not_now,
}

type StartOutcome = OperationOutput<"startCodeApp" | "startCodeAppInStep"> | NoAnswer
type AddOutcome =
  | OperationOutput<"addCodeApp" | "addCodeAppInStep" | "addPasskey" | "addPasskeyInStep">
  | NoAnswer
type PasskeyOutcome = OperationOutput<"startPasskey" | "startPasskeyInStep"> | NoAnswer
type Options = Extract<PasskeyOutcome, { kind: "started" }>["options"]
type Problem = { kind: "problem"; text: string } | typeof SUDO_NEEDED
export type PasskeyStart = { kind: "passkey"; options: Options } | Problem
export type AppAnswer =
  | { kind: "waiting" }
  | { kind: "app"; appId: string; secret: string; qr: QrCode; problem: string | null }
  | { kind: "added"; recoveryCodes: string[] | null }
  | Problem
