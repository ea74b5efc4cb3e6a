import { isIP } from "node:net"
import { Transform } from "node:stream"
import nodemailer from "nodemailer"
import { type MailError, mailFailure } from "@/keeper/mail/mail-problem"
import { oneLine } from "@/keeper/mail/sanitise-text"
import type { SendResult } from "@/keeper/outgoing/send-result"
import { findTarget, type TargetRules } from "@/keeper/outgoing/target"
import type { SendProblem } from "@/lib/alerts/send-problem"

const CONNECT_IN_MILLISECONDS = 10_000

/**
 * Hands one e-mail to an SMTP server. `tls` speaks TLS from the first byte, `starttls` refuses to go on without it, `none`
 * never sends a name or password. The host follows the rules of webhooks: its name is resolved once, and what was checked
 * is what is connected to. Nodemailer never loads files or URLs that the message names. Once the time is over, the server
 * gets no end of the message, and so takes nothing.
 */
export async function sendEmail(email: Email, rules: TargetRules): Promise<SendResult> {
  const target = await withLimit(findTarget(email.server.host, rules), CONNECT_IN_MILLISECONDS)
  if (target.kind === "failed") return target
  if (target.kind === "unresolved") return failed("unresolved")
  if (target.kind === "refused") return { ...failed("target_refused"), final: true }
  const transport = nodemailer.createTransport(transportOf(email, target.addresses[0]))
  let isOver = false
  transport.use("stream", ({ message }, done) => {
    message.transform(() =>
      holdEnd(async () => {
        if (isOver) throw new Error("the time is over")
        await email.beforeEnd?.()
        if (isOver) throw new Error("the time is over")
      }),
    )
    done()
  })
  const sending = transport.sendMail({ ...contentOf(email), ...CLOSED }).then(
    (info): SendResult => ({
      kind: "delivered",
      evidence: info.rejected.length === 0 ? null : `${info.accepted.length} of ${email.to.length}`,
    }),
    (cause: MailError) => mailFailure(cause),
  )
  return withLimit(sending, email.timeoutInMilliseconds).finally(() => {
    isOver = true
    transport.close()
  })
}

/** Passes a message on, and its end only once `beforeEnd` has resolved. */
function holdEnd(beforeEnd: () => Promise<void>): Transform {
  return new Transform({
    transform: (chunk, _encoding, done) => done(null, chunk),
    flush: (done) => void beforeEnd().then(() => done(), done),
  })
}

function transportOf({ server, timeoutInMilliseconds }: Email, address: string | undefined) {
  const { host, port, security, name, password } = server
  const certified = isIP(host) === 0 ? { servername: host } : {}
  return {
    host: address,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    ...(name === null || password === null || security === "none"
      ? {}
      : { auth: { user: name, pass: password } }),
    tls: {
      minVersion: "TLSv1.2",
      ...certified,
      ...(server.certificates ? { ca: server.certificates } : {}),
    },
    connectionTimeout: CONNECT_IN_MILLISECONDS,
    greetingTimeout: CONNECT_IN_MILLISECONDS,
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

function withLimit<T>(work: Promise<T>, limitInMilliseconds: number): Promise<T | Failed> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(failed("timeout")), limitInMilliseconds)
    void work.then((result) => {
      clearTimeout(timer)
      resolve(result)
    })
  })
}

function failed(outcome: SendProblem): Failed {
  return { kind: "failed", outcome, evidence: null }
}

const CLOSED = { disableFileAccess: true, disableUrlAccess: true } as const

type Failed = Extract<SendResult, { kind: "failed" }>
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
  /** Stays the same at every attempt, so that mail programs see one message. */
  id: string
  /** Groups later messages about the same problem into one thread. */
  threadId: string | null
  /** The product's public address. */
  origin: string
  from: string
  to: string[]
  subject: string
  text: string
  html: string
  /** Runs once the server has all but the end of the message; if it rejects, the server gets no end. */
  beforeEnd?: () => Promise<void>
  timeoutInMilliseconds: number
}
