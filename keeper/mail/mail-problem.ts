import { connectionProblem } from "@/keeper/outgoing/connection-problem"
import type { SendResult } from "@/keeper/outgoing/send-result"
import type { SendProblem } from "@/lib/alerts/send-problem"

/**
 * Why a mail server did not accept a message, judged by codes alone: its reply to a command (RFC 5321 §4.2), or what
 * happened to the connection.
 */
export function mailFailure(error: MailError): SendResult {
  const { responseCode } = error
  if (responseCode === undefined) {
    const code = codeOf(error)
    return { kind: "failed", outcome: silentProblem(error, code), evidence: code }
  }
  const outcome = answeredProblem(responseCode, error.command ?? "")
  return { kind: "failed", outcome, evidence: `SMTP ${responseCode}`, answered: true }
}

function answeredProblem(responseCode: number, command: string): SendProblem {
  if (command === "STARTTLS") return "starttls_not_offered"
  if (responseCode < 500) return "deferred"
  if (command.startsWith("AUTH"))
    return responseCode < 530 ? "sign_in_not_offered" : "password_refused"
  if (responseCode === 530) return "sign_in_needed"
  // Of the message's size, which is named with the sender (RFC 1870 §6.1).
  if (responseCode === 552) return "refused"
  return REFUSED[command] ?? "refused"
}

const REFUSED: Record<string, SendProblem> = {
  "MAIL FROM": "sender_refused",
  "RCPT TO": "recipient_refused",
}

function silentProblem({ code }: MailError, cause: string | null): SendProblem {
  if (code === "EPROTOCOL") return "no_mail_server"
  return code === "EAUTH" ? "password_refused" : connectionProblem(cause)
}

/** Nodemailer reports every socket error under one code and keeps the socket's own code beside it. */
function codeOf({ code, originalCode }: MailError): string | null {
  return (code === "ESOCKET" || code === "ETLS" ? originalCode : undefined) ?? code ?? null
}

/** The parts of Nodemailer's errors that are codes. */
export type MailError = Error & {
  code?: string
  originalCode?: string
  responseCode?: number
  command?: string
}
