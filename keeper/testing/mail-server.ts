import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { SMTPServer, type SMTPServerOptions } from "smtp-server"
import { MAIL_CERTIFICATE, MAIL_KEY } from "@/keeper/testing/mail-certificate"

/** Lets a mail go to a server on loopback, whatever its host is called. */
export const ANY_TARGET = { allowPrivateTargets: true, resolve: async () => ["127.0.0.1"] }

/** A real SMTP server on loopback that keeps what it is given; `refuse` answers a command with that code. */
export async function startMailServer(options: MailOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = []
  const names: string[] = []
  const server = new SMTPServer({
    key: MAIL_KEY,
    cert: options.certificate ?? MAIL_CERTIFICATE,
    authOptional: options.signInNeeded !== true,
    logger: false,
    disabledCommands: options.security === undefined ? ["STARTTLS"] : [],
    secure: options.security === "tls",
    onAuth(auth, _session, done) {
      const known = auth.username === options.name && auth.password === options.password
      if (!known) return done(new Error("no such name or password"))
      names.push(auth.username ?? "")
      done(null, { user: auth.username })
    },
    onMailFrom: (_address, _session, done) => done(refusalOf(options, "MAIL FROM")),
    onRcptTo: (_address, _session, done) => done(refusalOf(options, "RCPT TO")),
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on("data", (chunk: Buffer) => chunks.push(chunk))
      stream.on("end", () => {
        const refusal = refusalOf(options, "DATA")
        if (refusal !== null) return done(refusal)
        const to = session.envelope.rcptTo.map((one) => one.address)
        mails.push({ to, secure: session.secure, raw: Buffer.concat(chunks).toString("utf8") })
        setTimeout(done, options.pause?.() ?? 0)
      })
    },
  } satisfies SMTPServerOptions)
  // A client that refuses the certificate ends the connection; that is what such a test is about.
  server.on("error", () => {})
  server.listen(0, "127.0.0.1")
  await once(server.server, "listening")
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    mails,
    names,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function refusalOf({ refuse }: MailOptions, command: MailCommand): Error | null {
  const responseCode = refuse?.(command) ?? null
  return responseCode === null ? null : Object.assign(new Error(WRITTEN), { responseCode })
}

/** The text that the server adds to the code of a refusal: it must never be shown. */
export const WRITTEN = "words of the mail server"

/** A part of a received mail, decoded: quoted-printable or base64, as its header says. */
export function readPart(raw: string, type: "text/plain" | "text/html"): string {
  const from = raw.indexOf(`Content-Type: ${type}`)
  const [head = "", ...rest] = raw.slice(from).split("\r\n\r\n")
  const body = (rest.join("\r\n\r\n").split(/\r\n--[^\r\n]+/)[0] ?? "").trimEnd()
  if (/base64/i.test(head)) return Buffer.from(body, "base64").toString("utf8")
  if (!/quoted-printable/i.test(head)) return body
  const bytes = body
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, "latin1").toString("utf8")
}

type MailCommand = "MAIL FROM" | "RCPT TO" | "DATA"
export type ReceivedMail = { to: string[]; secure: boolean; raw: string }
export type MailOptions = {
  /** Unset: no TLS at all. */
  security?: "tls" | "starttls"
  name?: string
  password?: string
  refuse?: (command: MailCommand) => number | null
  /** How long it waits, in milliseconds, before it says that it has a mail. */
  pause?: () => number
  /** Takes nothing from a client that has not signed in. */
  signInNeeded?: boolean
  /** Instead of the usual one; the key is the same. */
  certificate?: string
}
export type MailServer = {
  port: number
  mails: ReceivedMail[]
  /** Who signed in, in order. */
  names: string[]
  close(): Promise<void>
}
