import { getSystemErrorName } from "node:util"
import nodemailer from "nodemailer"
import { oneLine } from "@/keeper/alerts/deliver/sanitise-text"
import type { SendProblem, SendResult } from "@/keeper/alerts/deliver/send-result"

const CONNECT_IN_MILLISECONDS = 10_000

/**
 * Hands one e-mail to an SMTP server. `tls` speaks TLS from the first byte, `starttls` refuses to go on without it, `none`
 * never sends a name or password. The message reads nothing from files or addresses, whatever is in it.
 */
export async function sendEmail(email: Email): Promise<SendResult> {
  const transport = nodemailer.createTransport(transportOf(email))
  const sending = transport.sendMail({ ...contentOf(email), ...CLOSED }).then(
    (info): SendResult => ({
      kind: "delivered",
      evidence: info.rejected.length === 0 ? null : `${info.accepted.length} of ${email.to.length}`,
    }),
    (cause: MailError) => explain(cause, email.server.security),
  )
  return withLimit(sending, email.timeoutInMilliseconds).finally(() => transport.close())
}

function transportOf({ server, timeoutInMilliseconds }: Email) {
  const { host, port, security, name, password } = server
  return {
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    ...(name === null || password === null || security === "none"
      ? {}
      : { auth: { user: name, pass: password } }),
    tls: { minVersion: "TLSv1.2", ...(server.certificates ? { ca: server.certificates } : {}) },
    connectionTimeout: CONNECT_IN_MILLISECONDS,
    greetingTimeout: CONNECT_IN_MILLISECONDS,
    dnsTimeout: CONNECT_IN_MILLISECONDS,
    socketTimeout: timeoutInMilliseconds,
  } as const
}

function contentOf({ id, threadId, origin, from, to, subject, text, html }: Email) {
  const { hostname } = new URL(origin)
  return {
    from: { name: "Tenantry", address: from },
    to: to.map((address) => ({ name: "", address })),
    subject: oneLine(subject),
    text,
    html,
    messageId: `<${id}@${hostname}>`,
    ...(threadId === null ? {} : { references: [`<${threadId}@${hostname}>`] }),
    headers: { "auto-submitted": "auto-generated" },
  }
}

function explain(cause: MailError, security: SmtpServer["security"]): SendResult {
  const { code = "", responseCode, errno } = cause
  // nodemailer gives every trouble of the socket one name; what the system did not report is TLS's own.
  const tls = code === "ESOCKET" && errno === undefined && security !== "none"
  const known = tls ? "tls" : PROBLEMS[code]
  const outcome = known ?? (responseCode === undefined ? "unreachable" : "refused")
  return { kind: "failed", outcome, evidence: evidenceOf({ code, responseCode, errno }) }
}

function evidenceOf({ code, responseCode, errno }: Partial<MailError>): string | null {
  if (responseCode !== undefined) return `SMTP ${responseCode}`
  if (typeof errno === "number") return getSystemErrorName(errno)
  return code || null
}

function withLimit(sending: Promise<SendResult>, limitInMilliseconds: number): Promise<SendResult> {
  return new Promise((resolve) => {
    const late = { kind: "failed", outcome: "timeout", evidence: null } as const
    const timer = setTimeout(() => resolve(late), limitInMilliseconds)
    void sending.then((result) => {
      clearTimeout(timer)
      resolve(result)
    })
  })
}

// nodemailer's own names for what went wrong.
const PROBLEMS: Record<string, SendProblem> = {
  EDNS: "unresolved",
  ETIMEDOUT: "timeout",
  ETLS: "tls",
  EAUTH: "password_refused",
  EENVELOPE: "refused",
  EMESSAGE: "refused",
}
const CLOSED = { disableFileAccess: true, disableUrlAccess: true } as const

type MailError = Error & { code?: string; responseCode?: number; errno?: number }
export type SmtpServer = {
  host: string
  port: number
  security: "tls" | "starttls" | "none"
  name: string | null
  password: string | null
  certificates?: string
}
export type Email = {
  server: SmtpServer
  /** The same at every attempt, so that mail programs see one message. */
  id: string
  /** What later messages about the same problem are sorted under. */
  threadId: string | null
  /** The product's public address. */
  origin: string
  from: string
  to: string[]
  subject: string
  text: string
  html: string
  timeoutInMilliseconds: number
}
