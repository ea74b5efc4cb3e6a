import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { alertTimings, retryIn } from "@/keeper/alerts/alert-timings"
import { addAlertChannel, removeAlertChannel, rotateAlertSecret } from "@/keeper/alerts/channels"
import { deliverDue } from "@/keeper/alerts/deliver-due"
import { resendAlert, testAlertChannel } from "@/keeper/alerts/send-now"
import { watchAlerts } from "@/keeper/alerts/watch-alerts"
import { openIncident } from "@/keeper/incidents/incident"
import { addWebhook, type Channel, makeSweepDue, passTime } from "@/keeper/testing/alert-stage"
import { startKeeperProcess } from "@/keeper/testing/keeper-process"
import { type MailServer, startMailServer } from "@/keeper/testing/mail-server"
import { openStage, type Stage } from "@/keeper/testing/open-stage"
import { type Receiver, startReceiver, verify } from "@/keeper/testing/webhook-receiver"

const HOUR = 60 * 60 * 1_000
const PASSWORD = "a-password-of-the-mail-server"
let stage: Stage
let receiver: Receiver
let channel: Channel
let mail: MailServer
let status: number | null

beforeEach(async () => {
  stage = await openStage()
  status = 204
  receiver = await startReceiver(() => ({ status }))
  mail = await startMailServer({ refuse: () => (status === 204 ? null : 451) })
  channel = await addWebhook(stage, receiver.url)
})
afterEach(async () => {
  await Promise.all([receiver.close(), mail.close()])
  await stage.close()
})

/** An alert with its delivery stored, and nothing sent. */
async function storeDelivery(): Promise<string> {
  await stage.db.$transaction((tx) => openIncident(tx, { kind: "xero_trouble", detail: {} }))
  await watchAlerts(stage.keeper)
  const { id } = await stage.db.alertDelivery.findFirstOrThrow({ select: { id: true } })
  return id
}

async function roundLater(): Promise<void> {
  await passTime(stage)
  await deliverDue(stage.keeper)
}

function deliveryOf(id: string) {
  return stage.db.alertDelivery.findUniqueOrThrow({
    where: { id },
    include: { attempts: { orderBy: { id: "asc" } } },
  })
}

function addEmail() {
  return addAlertChannel(stage.keeper, stage.memberId, {
    kind: "email",
    name: "Operations",
    host: "127.0.0.1",
    port: mail.port,
    security: "none",
    smtpName: null,
    smtpPassword: null,
    from: "tenantry@tenantry.example",
    to: ["ops@tenantry.example", "finance@tenantry.example"],
  })
}

it("waits longer after each failure, up to four hours, and fits more than a dozen attempts into a day", () => {
  const timings = alertTimings()
  const waits = Array.from({ length: 20 }, (_, index) => retryIn(timings, index + 1))
  expect(waits[0]).toBeGreaterThanOrEqual(9_000)
  expect(waits[0]).toBeLessThanOrEqual(11_000)
  for (const [index, wait] of waits.slice(1, 9).entries()) {
    expect(wait).toBeGreaterThan(waits[index] ?? 0)
  }
  expect(Math.max(...waits)).toBeLessThanOrEqual(4.4 * HOUR)
  let spent = 0
  const withinADay = waits.filter((wait) => {
    spent += wait
    return spent < 24 * HOUR
  })
  expect(withinADay.length).toBeGreaterThan(11)
})

it("tries a failed delivery again under the same id until it arrives, and shows every attempt", async () => {
  const id = await storeDelivery()
  status = 503
  await deliverDue(stage.keeper)
  const first = await deliveryOf(id)
  expect(first).toMatchObject({ state: "waiting", attemptCount: 1, failures: 1 })
  const waitInMilliseconds = (first.nextAttemptAt?.getTime() ?? 0) - first.createdAt.getTime()
  expect(waitInMilliseconds).toBeGreaterThan(8_000)
  await deliverDue(stage.keeper)
  expect(receiver.received).toHaveLength(1)
  await roundLater()
  status = 204
  await roundLater()
  await roundLater()
  const done = await deliveryOf(id)
  expect(done).toMatchObject({ state: "delivered", attemptCount: 3, nextAttemptAt: null })
  expect(done.attempts.map(({ outcome, evidence }) => `${outcome} ${evidence}`)).toEqual([
    "refused HTTP 503",
    "refused HTTP 503",
    "delivered HTTP 204",
  ])
  const ids = receiver.received.map((one) => one.headers["webhook-id"])
  expect(ids).toEqual([id, id, id])
})

it("gives up after 24 hours, and not before", async () => {
  const id = await storeDelivery()
  status = null
  stage.keeper.alerts.timings.webhookTimeout = 100
  const shift = (hours: number) => stage.db.$executeRaw`
    UPDATE "AlertDelivery" SET "queuedAt" = clock_timestamp() - ${hours} * interval '1 hour'`
  await shift(23.9)
  await deliverDue(stage.keeper)
  expect(await deliveryOf(id)).toMatchObject({ state: "waiting", attemptCount: 1 })
  await shift(24)
  await roundLater()
  expect(await deliveryOf(id)).toMatchObject({ state: "failed", attemptCount: 2 })
  await roundLater()
  expect((await deliveryOf(id)).attempts.map((one) => one.outcome)).toEqual(["timeout", "timeout"])
})

it("waits as long as the receiver asks for, and never comes again where it is told so", async () => {
  const id = await storeDelivery()
  await receiver.close()
  receiver = await startReceiver((_, count) =>
    count === 1 ? { status: 429, headers: { "retry-after": "3600" } } : { status: 410 },
  )
  await stage.db.alertChannel.updateMany({ data: { url: receiver.url } })
  await deliverDue(stage.keeper)
  const busy = await deliveryOf(id)
  const waitInMilliseconds = (busy.nextAttemptAt?.getTime() ?? 0) - Date.now()
  expect(waitInMilliseconds).toBeGreaterThan(0.9 * HOUR)
  await roundLater()
  expect(await deliveryOf(id)).toMatchObject({ state: "failed", attemptCount: 2 })
})

it("sends again on request: the same message, with another 24 hours to arrive", async () => {
  const id = await storeDelivery()
  status = 410
  await deliverDue(stage.keeper)
  expect(await deliveryOf(id)).toMatchObject({ state: "failed" })
  status = 503
  const failed = await resendAlert(stage.keeper, stage.memberId, { deliveryId: id })
  expect(failed).toEqual({ kind: "sent", outcome: "refused", evidence: "HTTP 503" })
  expect(await deliveryOf(id)).toMatchObject({ state: "waiting", failures: 1, attemptCount: 2 })
  status = 204
  const sent = await resendAlert(stage.keeper, stage.memberId, { deliveryId: id })
  expect(sent).toEqual({ kind: "sent", outcome: null, evidence: "HTTP 204" })
  await roundLater()
  expect(receiver.received).toHaveLength(3)
  const [first, , last] = receiver.received.map((one) => verify(one, channel.secret))
  expect(last).toEqual(first)
})

it("sends a test at once and only once, and says what came of it", async () => {
  const test = () =>
    testAlertChannel(stage.keeper, stage.memberId, { channelId: channel.channelId })
  expect(await test()).toEqual({ kind: "sent", outcome: null, evidence: "HTTP 204" })
  status = 500
  expect(await test()).toEqual({ kind: "sent", outcome: "refused", evidence: "HTTP 500" })
  await roundLater()
  expect(receiver.received.map((one) => verify(one, channel.secret).type)).toEqual(["test", "test"])
  expect(await stage.db.alertDelivery.count({ where: { state: "failed" } })).toBe(1)
})

it("reaches every recipient by e-mail, and tries again where the server says not now", async () => {
  await removeAlertChannel(stage.keeper, stage.memberId, { channelId: channel.channelId })
  expect(await addEmail()).toMatchObject({ kind: "added", secret: null })
  const id = await storeDelivery()
  status = 503
  await deliverDue(stage.keeper)
  status = 204
  await roundLater()
  expect(mail.mails.map((one) => one.to)).toEqual([
    ["ops@tenantry.example", "finance@tenantry.example"],
  ])
  expect((await deliveryOf(id)).attempts.map((one) => one.evidence)).toEqual(["SMTP 451", null])
})

it("signs with both secrets for 24 hours after a rotation, and with the new one alone afterwards", async () => {
  const { channelId } = channel
  const rotated = await rotateAlertSecret(stage.keeper, stage.memberId, { channelId })
  if (rotated.kind !== "rotated") throw new Error(rotated.kind)
  const test = () => testAlertChannel(stage.keeper, stage.memberId, { channelId })
  await test()
  for (const secret of [channel.secret, rotated.secret]) {
    expect(verify(receiver.received[0] ?? never(), secret).type).toBe("test")
  }
  await stage.db.$executeRaw`UPDATE "AlertChannel" SET "previousSecretUntil" = clock_timestamp()`
  await test()
  const message = receiver.received[1] ?? never()
  expect(verify(message, rotated.secret).type).toBe("test")
  expect(() => verify(message, channel.secret)).toThrow()
})

it("sends nothing more to a channel that was removed, and keeps none of its secrets", async () => {
  const id = await storeDelivery()
  await removeAlertChannel(stage.keeper, stage.memberId, { channelId: channel.channelId })
  await deliverDue(stage.keeper)
  expect(receiver.received).toEqual([])
  expect(await deliveryOf(id)).toMatchObject({ state: "cancelled" })
  const row = await stage.db.alertChannel.findFirstOrThrow({
    select: { secretSealed: true, previousSecretSealed: true, smtpPasswordSealed: true },
  })
  expect(row).toEqual({ secretSealed: null, previousSecretSealed: null, smtpPasswordSealed: null })
  const again = await resendAlert(stage.keeper, stage.memberId, { deliveryId: id })
  expect(again).toEqual({ kind: "not_found" })
})

it("loses no delivery to a keeper that is killed before or while sending", async () => {
  const env = { ...stage.env, ALERT_ALLOW_PRIVATE_TARGETS: "true" }
  status = null
  const victim = await startKeeperProcess(env)
  await stage.db.$transaction((tx) => openIncident(tx, { kind: "xero_trouble", detail: {} }))
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1), { timeout: 20_000 })
  await victim.kill()
  const { id } = await stage.db.alertDelivery.findFirstOrThrow()
  expect(await deliveryOf(id)).toMatchObject({ state: "waiting", attemptCount: 0 })
  await passTime(stage)
  status = 204
  const heir = await startKeeperProcess({ ...env, KEEPER_PACE: "0.03" })
  await vi.waitFor(async () => expect(await deliveryOf(id)).toMatchObject({ state: "delivered" }), {
    timeout: 20_000,
    interval: 200,
  })
  await heir.kill()
  const sent = receiver.received.filter((one) => one.headers["webhook-id"] === id)
  expect(sent).toHaveLength(2)
}, 90_000)

it("goes on after the database has cut every connection", async () => {
  const id = await storeDelivery()
  const cut = () => stage.db.$executeRaw`
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`
  await cut()
  const arrived = async () => {
    await roundLater()
    expect(await deliveryOf(id)).toMatchObject({ state: "delivered" })
  }
  await vi.waitFor(arrived, { timeout: 10_000, interval: 100 })
})

it("gives a delivery a new job where the queue has lost it", async () => {
  const id = await storeDelivery()
  await stage.db.$executeRawUnsafe("DELETE FROM pgboss.job")
  await stage.db.$executeRaw`
    UPDATE "AlertDelivery" SET "nextAttemptAt" = clock_timestamp() - interval '1 hour'`
  await makeSweepDue(stage)
  await watchAlerts(stage.keeper)
  await sleep(10)
  await deliverDue(stage.keeper)
  expect(await deliveryOf(id)).toMatchObject({ state: "delivered" })
})

it("keeps secrets out of rows, logs, messages and the queue", async () => {
  const account = { smtpName: "tenantry", smtpPassword: PASSWORD }
  const secure = { host: "127.0.0.1", port: mail.port, security: "starttls" } as const
  await addAlertChannel(stage.keeper, stage.memberId, {
    kind: "email",
    name: "Operations",
    ...secure,
    ...account,
    from: "tenantry@tenantry.example",
    to: ["ops@tenantry.example"],
  })
  await addEmail()
  await storeDelivery()
  await deliverDue(stage.keeper)
  await roundLater()
  await rotateAlertSecret(stage.keeper, stage.memberId, { channelId: channel.channelId })
  const tables = ["AlertChannel", "Alert", "AlertDelivery", "AlertAttempt", "AuditEvent"]
  const rows = await Promise.all(
    [...tables.map((name) => `"${name}"`), "pgboss.job"].map((table) =>
      stage.db.$queryRawUnsafe(`SELECT to_jsonb(t)::text AS row FROM ${table} t`),
    ),
  )
  const everything = JSON.stringify([rows, stage.lines, mail.mails, receiver.received])
  expect(everything).toContain("Xero is not answering")
  for (const secret of [channel.secret, channel.secret.replace("whsec_", ""), PASSWORD]) {
    expect(everything).not.toContain(secret)
  }
})

function never(): never {
  throw new Error("nothing came")
}
