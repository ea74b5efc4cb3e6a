import { once } from "node:events"
import { createServer, type Server } from "node:net"
import { afterEach, expect, it } from "vitest"
import { mailFailure } from "@/keeper/mail/mail-problem"
import { type Email, type SmtpServer, sendEmail } from "@/keeper/mail/send-email"
import type { SendResult } from "@/keeper/outgoing/send-result"
import {
  EXPIRED_CERTIFICATE,
  FUTURE_CERTIFICATE,
  MAIL_CERTIFICATE,
  OTHER_CERTIFICATE,
} from "@/keeper/testing/mail-certificate"
import {
  ANY_TARGET,
  type MailOptions,
  startMailServer,
  WRITTEN,
} from "@/keeper/testing/mail-server"

const ACCOUNT = { name: "tenantry", password: "correct-horse-battery" }
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()))
})

function send(port: number, server: Partial<SmtpServer> = {}): Promise<SendResult> {
  return sendEmail(emailTo(port, server), ANY_TARGET)
}

function emailTo(port: number, server: Partial<SmtpServer> = {}): Email {
  return {
    server: { host: "127.0.0.1", port, security: "none", name: null, password: null, ...server },
    id: "a-delivery",
    threadId: null,
    origin: "https://tenantry.example",
    from: "tenantry@tenantry.example",
    to: ["ops@tenantry.example"],
    subject: "Test",
    text: "Test",
    html: "<p>Test</p>",
    timeoutInMilliseconds: 1_000,
  }
}

async function sendTo(options: MailOptions, server: Partial<SmtpServer> = {}): Promise<SendResult> {
  const { port, names, mails, close } = await startMailServer(options)
  closers.push(close)
  const result = await send(port, server)
  expect(mails).toEqual([])
  if (result.kind === "failed" && result.outcome !== "deferred") expect(names).toEqual([])
  return result
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  closers.push(async () => {
    server.close()
  })
  const address = server.address()
  return typeof address === "object" && address !== null ? address.port : 0
}

const secure = (security: "tls" | "starttls", certificates?: string) => ({
  security,
  ...ACCOUNT,
  ...(certificates === undefined ? {} : { certificates }),
})

it.each([
  ["nobody trusts", MAIL_CERTIFICATE, undefined, "certificate_untrusted"],
  ["has expired", EXPIRED_CERTIFICATE, EXPIRED_CERTIFICATE, "certificate_expired"],
  ["is not valid yet", FUTURE_CERTIFICATE, FUTURE_CERTIFICATE, "certificate_not_yet_valid"],
  ["names another server", OTHER_CERTIFICATE, OTHER_CERTIFICATE, "certificate_of_another_name"],
] as const)(
  "says that the certificate is one that %s, and sends no password",
  async (_, certificate, trusted, outcome) => {
    for (const security of ["tls", "starttls"] as const) {
      const result = await sendTo({ security, certificate, ...ACCOUNT }, secure(security, trusted))
      expect(result).toMatchObject({ kind: "failed", outcome })
      expect(result.evidence).toMatch(/^[A-Z_]+$/)
    }
  },
)

it.each([
  ["offers no STARTTLS", {}, secure("starttls"), "starttls_not_offered", "SMTP 500"],
  [
    "refuses the password",
    { security: "tls", ...ACCOUNT },
    { ...secure("tls", MAIL_CERTIFICATE), password: "wrong" },
    "password_refused",
    "SMTP 535",
  ],
  ["wants a name and password", { signInNeeded: true }, {}, "sign_in_needed", "SMTP 530"],
  ["takes no mail of this size", { refuse: only("MAIL FROM", 552) }, {}, "refused", "SMTP 552"],
  ["refuses the sender", { refuse: only("MAIL FROM", 550) }, {}, "sender_refused", "SMTP 550"],
  ["refuses the recipient", { refuse: only("RCPT TO", 550) }, {}, "recipient_refused", "SMTP 550"],
  ["refuses the message", { refuse: only("DATA", 554) }, {}, "refused", "SMTP 554"],
  ["keeps a grey list", { refuse: only("RCPT TO", 450) }, {}, "deferred", "SMTP 450"],
  ["takes no sender now", { refuse: only("MAIL FROM", 421) }, {}, "deferred", "SMTP 421"],
  ["takes no message now", { refuse: only("DATA", 451) }, {}, "deferred", "SMTP 451"],
] as const)(
  "says that the server %s, and shows its code alone",
  async (_, options, server, outcome, evidence) => {
    const result = await sendTo(options, server)
    expect(result).toMatchObject({ kind: "failed", outcome, evidence })
    expect(JSON.stringify(result)).not.toContain(WRITTEN)
  },
)

it("says that the server knows no such way to sign in, which is no wrong password", () => {
  const refused = (responseCode: number) => {
    return mailFailure(Object.assign(new Error(WRITTEN), { responseCode, command: "AUTH PLAIN" }))
  }
  expect([502, 503, 504].map((code) => Object(refused(code)).outcome)).toEqual(
    Array(3).fill("sign_in_not_offered"),
  )
  expect(refused(535)).toMatchObject({ outcome: "password_refused" })
})

it("says that nothing listens there", async () => {
  const { port, close } = await startMailServer()
  await close()
  for (const security of ["none", "tls"] as const) {
    const result = await send(port, { security })
    expect(result).toMatchObject({ outcome: "connection_refused", evidence: "ECONNREFUSED" })
  }
})

it("says that the name of the server is not known", async () => {
  const nowhere = { allowPrivateTargets: false, resolve: async () => [] }
  const result = await sendEmail(emailTo(25, { host: "mail.tenantry.invalid" }), nowhere)
  expect(result).toMatchObject({ kind: "failed", outcome: "unresolved" })
})

it("says that the server answers nothing", async () => {
  const port = await listen(createServer())
  expect(await send(port)).toMatchObject({ kind: "failed", outcome: "timeout" })
})

it("says that the server hangs up", async () => {
  const port = await listen(createServer((socket) => socket.destroy()))
  expect(await send(port)).toMatchObject({ kind: "failed", outcome: "connection_lost" })
})

it("says that what answers is no mail server, or does not speak TLS", async () => {
  const port = await listen(
    createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
  )
  expect(await send(port)).toMatchObject({ kind: "failed", outcome: "no_mail_server" })
  expect(await send(port, { security: "tls" })).toMatchObject({ kind: "failed", outcome: "tls" })
})

function only(refused: string, code: number) {
  return (command: string) => (command === refused ? code : null)
}
