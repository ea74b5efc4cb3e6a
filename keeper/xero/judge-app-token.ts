import { type FailedJudgement, judgeTokenAnswer } from "@/keeper/xero/judge"
import type { Sent } from "@/keeper/xero/send-once"
import { errorCodeOf } from "@/keeper/xero/wire"

// Which of them Xero answers before the named person has consented is not documented (docs/xero.md §5.1).
const NO_CONSENT = new Set(["unauthorized_client", "invalid_grant", "access_denied"])

/**
 * What an answer to `client_credentials` means (RFC 6749 §4.4). The app is known with `no_consent`: nobody has given it
 * what it asks for, or not any more.
 */
export function judgeAppToken(sent: Sent): ClientTokenJudgement {
  const judged = judgeTokenAnswer(sent)
  if (judged.kind === "ok") {
    const { accessToken, expiresInSeconds, scopes } = judged.tokenSet
    if (accessToken === null) return { kind: "unknown", evidence: judged.evidence }
    return { kind: "ok", accessToken, expiresInSeconds, scopes }
  }
  const isPlain = sent.kind === "answered" && (sent.status === 400 || sent.status === 401)
  const code = (isPlain ? errorCodeOf(sent.body) : undefined) ?? ""
  if (NO_CONSENT.has(code)) return { kind: "no_consent", code }
  return judged.kind === "invalid_grant" ? { kind: "no_consent", code: judged.kind } : judged
}

export type ClientTokenJudgement =
  | { kind: "ok"; accessToken: string; expiresInSeconds: number; scopes: string[] | null }
  | { kind: "no_consent"; code: string }
  | FailedJudgement
