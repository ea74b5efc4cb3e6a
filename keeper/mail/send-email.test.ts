import { afterEach, expect, it } from "vitest"
import { writeEmail } from "@/keeper/alerts/deliver/write-email"
import { writeMessage, writeWebhookBody } from "@/keeper/alerts/deliver/write-message"
import { detailOf } from "@/keeper/alerts/watch/problem"
import { type Email, type SmtpServer, sendEmail } from "@/keeper/mail/send-email"
import { MAIL_CERTIFICATE } from "@/keeper/testing/mail-certificate"
import {
  ANY_TARGET,
  type MailServer,
  readPart,
  startMailServer,
} from "@/keeper/testing/mail-server"

const APP_URL = "https://tenantry.example"
const SECRET = "correct-horse-battery"
const ALERT = {
  id: "an-alert",
  kind: "reconnect_needed",
  level: 0,
  openedAt: new Date("2026-11-21T10:00:00Z"),
  resolvedAt: null,
  resolution: null,
  phase: "opened",
} as const
let servers: MailServer[] = []

afterEach(async () => {
  await Promise.all(servers.map((one) => one.close()))
  servers = []
})

async function mailServer(...options: Parameters<typeof startMailServer>): Promise<MailServer> {
  const started = await startMailServer(...options)
  servers.push(started)
  return started
}

function email(port: number, more: Partial<Email> = {}, server: Partial<SmtpServer> = {}): Email {
  return {
    server: { host: "127.0.0.1", port, security: "none", name: null, password: null, ...server },
    id: "a-delivery",
    threadId: "an-alert",
    origin: APP_URL,
    from: "tenantry@tenantry.example",
    to: ["ops@tenantry.example"],
    subject: "Test",
    text: "Test",
    html: "<p>Test</p>",
    timeoutInMilliseconds: 5_000,
    ...more,
  }
}

function written(names: string[]) {
  const organisations = names.map((name, index) => ({ tenantId: `tenant-${index}`, name }))
  const message = writeMessage(
    {
      ...ALERT,
      detail: detailOf(organisations, { xeroUserName: "Alice Moreau", reason: "refused" }),
    },
    APP_URL,
  )
  return writeEmail(message, { appUrl: APP_URL, channelName: "Operations" })
}

it("says which organisation, what happened, what to do, and where", async () => {
  const { port, mails } = await mailServer()
  const result = await sendEmail(email(port, written(["Maple Florist"])), ANY_TARGET)
  expect(result).toEqual({ kind: "delivered", evidence: null })
  const raw = mails[0]?.raw ?? ""
  expect(mails[0]?.to).toEqual(["ops@tenantry.example"])
  expect(raw).toMatch(/^Subject: Reconnect needed: Maple Florist\r$/m)
  expect(raw).toMatch(/^Message-ID: <a-delivery@tenantry\.example>\r$/m)
  expect(raw).toMatch(/^References: <an-alert@tenantry\.example>\r$/m)
  for (const type of ["text/plain", "text/html"] as const) {
    const part = readPart(raw, type)
    expect(part).toContain("Xero no longer accepts the sign-in of Alice Moreau")
    expect(part).toContain("press Reconnect and sign in to Xero as Alice Moreau")
    expect(part).toContain("https://tenantry.example/organisations/tenant-0")
  }
})

it("keeps names harmless: no header, no markup, no link comes out of one", async () => {
  const { port, mails } = await mailServer()
  const names = [
    `Evil\r\nBcc: everybody@evil.example\r\n\r\nPay now`,
    `<script>alert("x")</script><img src=https://evil.example/x>`,
    "https://evil.example/pay",
    "\u202Etxt.exe",
  ]
  for (const name of names) await sendEmail(email(port, written([name])), ANY_TARGET)
  expect(mails).toHaveLength(names.length)
  for (const { raw, to } of mails) {
    expect(to).toEqual(["ops@tenantry.example"])
    const [head = ""] = raw.split("\r\n\r\n")
    expect(head).not.toMatch(/^Bcc:/im)
    const text = readPart(raw, "text/plain")
    const html = readPart(raw, "text/html")
    expect(html).not.toMatch(/<script|<img/i)
    for (const part of [text, html]) {
      expect(part).not.toContain("https://evil.example")
      expect(part).not.toContain("\u202E")
    }
    const links = [...html.matchAll(/href="([^"]*)"/g)].map((found) => found[1])
    for (const link of links) expect(link).toMatch(/^https:\/\/tenantry\.example\//)
  }
})

it("names many organisations up to a point and counts the rest", async () => {
  const { text, html } = written(Array.from({ length: 60 }, (_, index) => `Organisation ${index}`))
  for (const part of [text, html]) {
    expect(part).toContain("Organisation 49")
    expect(part).not.toContain("Organisation 50")
    expect(part).toContain("and 10 more")
  }
})

it.each(["tls", "starttls"] as const)("signs in over %s and nowhere else", async (security) => {
  const account = { name: "tenantry", password: SECRET }
  const { port, mails, names } = await mailServer({ security, ...account })
  const trusted = { security, ...account, certificates: MAIL_CERTIFICATE }
  expect(await sendEmail(email(port, {}, trusted), ANY_TARGET)).toMatchObject({ kind: "delivered" })
  expect(names).toEqual(["tenantry"])
  expect(mails[0]?.secure).toBe(true)
  const wrong = await sendEmail(email(port, {}, { ...trusted, password: "wrong" }), ANY_TARGET)
  expect(wrong).toMatchObject({ kind: "failed", outcome: "password_refused", evidence: "SMTP 535" })
})

it("goes to no private address, however its host is spelt, unless that is allowed", async () => {
  const { port, mails } = await mailServer()
  const rules = { allowPrivateTargets: false, resolve: async () => ["8.8.8.8", "10.0.0.7"] }
  for (const host of ["127.0.0.1", "::1", "169.254.169.254", "mail.tenantry.example"])
    expect(await sendEmail(email(port, {}, { host }), rules)).toMatchObject({
      outcome: "target_refused",
      evidence: null,
      final: true,
    })
  expect(mails).toEqual([])
})

it("resolves its host once, connects to what was checked and expects the host's own certificate", async () => {
  const resolved: string[] = []
  const rules = {
    allowPrivateTargets: true,
    resolve: async (host: string) => [resolved.push(host) === 1 ? "127.0.0.1" : "192.0.2.1"],
  }
  const host = "mail.tenantry.example"
  const { port } = await mailServer()
  expect(await sendEmail(email(port, {}, { host }), rules)).toMatchObject({ kind: "delivered" })
  expect(resolved).toEqual([host])
  const secured = await mailServer({ security: "tls" })
  const trusted = { security: "tls", certificates: MAIL_CERTIFICATE } as const
  const sendTo = (host: string) =>
    sendEmail(email(secured.port, {}, { ...trusted, host }), ANY_TARGET)
  expect(await sendTo(host)).toMatchObject({ kind: "delivered" })
  expect(await sendTo("mail.other.example")).toMatchObject({
    outcome: "certificate_of_another_name",
  })
})

it("runs what must come before the end, and the server takes nothing where that fails", async () => {
  const { port, mails } = await mailServer()
  let had = 0
  const beforeEnd = async () => {
    had = mails.length
    throw new Error("no longer ours to send")
  }
  expect(await sendEmail(email(port, { beforeEnd }), ANY_TARGET)).toMatchObject({ kind: "failed" })
  expect(had).toBe(0)
  expect(mails).toEqual([])
  const later = await sendEmail(email(port, { beforeEnd: async () => {} }), ANY_TARGET)
  expect(later).toMatchObject({ kind: "delivered" })
  expect(mails).toHaveLength(1)
})

it("tells organisations of one name apart, and says where a name cannot be seen", () => {
  const organisations = [
    { tenantId: "3f2a91c0-1", name: "Demo Company (AU)", mark: "3f2a91c0" },
    { tenantId: "77b5e6d2-1", name: "\u200B", mark: "77b5e6d2" },
  ]
  const detail = { ...detailOf(organisations, { xeroUserName: "\u2060" }), organisations }
  const message = writeMessage({ ...ALERT, detail }, APP_URL)
  const { text, html } = writeEmail(message, { appUrl: APP_URL, channelName: "Operations" })
  expect(message.what).toBe(
    "Xero no longer accepts the sign-in of (no name). It covers Demo Company (AU) · 3f2a91c0 and (no name) · 77b5e6d2.",
  )
  for (const part of [text, html]) {
    expect(part).toContain("Demo Company (AU) · 3f2a91c0")
    expect(part).toContain("(no name) · 77b5e6d2")
  }
  const body = JSON.parse(writeWebhookBody(message, new Date("2026-11-21T10:00:00Z")))
  expect(body.data.organisations).toEqual([
    { tenantId: "3f2a91c0-1", name: "Demo Company (AU)", label: "Demo Company (AU) · 3f2a91c0" },
    { tenantId: "77b5e6d2-1", name: "\u200B", label: "(no name) · 77b5e6d2" },
  ])
})
