import { Webhook } from "standardwebhooks"
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest"
import { addAlertChannel, changeAlertChannel } from "@/keeper/alerts/channels/channels"
import { streamEvents } from "@/keeper/alerts/deliver/stream-events"
import { watchAlerts } from "@/keeper/alerts/watch/watch-alerts"
import { openIncident } from "@/keeper/incidents/incident"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { type Receiver, startReceiver } from "@/keeper/testing/webhook-receiver"

const testEnv = shareTestEnv()
let receiver: Receiver
let channelId: string
let secret: string
let answers: (number | null)[]
beforeAll(async () => {
  testEnv.keeper.alerts.allowPrivateTargets = true
})
beforeEach(async () => {
  await testEnv.db.alertDelivery.deleteMany()
  await testEnv.db.alertChannel.deleteMany()
  answers = []
  testEnv.keeper.alerts.timings.lateCommit = 0
  receiver = await startReceiver(() => {
    const [status = 204] = answers.splice(0, 1)
    return status === 302 ? { status, headers: { location: receiver.url } } : { status }
  })
  const settings = { kind: "webhook", name: "SIEM", url: receiver.url, sends: "activity" } as const
  const added = await addAlertChannel(testEnv.keeper, testEnv.memberId, settings)
  if (added.kind !== "added") throw new Error(added.kind)
  channelId = added.channelId
  secret = added.secret ?? ""
})
afterEach(() => receiver.close())

it("gets every event from then on, in order, signed, in batches, and each once where it answers", async () => {
  await addEvents(450)
  await streamEvents(testEnv.keeper)
  const batches = receiver.received.map((one) => eventsIn(one))
  expect(batches.map((batch) => batch.length)).toEqual([200, 200, 51])
  const events = batches.flat()
  expect(events[0]).toMatchObject({ kind: "alert.channel_added", member: expect.any(String) })
  expect(numbersIn(events.slice(1))).toEqual(Array.from({ length: 450 }, (_, n) => n))
  expect(ascending(events.map(({ id }) => Number(id)))).toBe(true)
  await later()
  await streamEvents(testEnv.keeper)
  expect(receiver.received).toHaveLength(3)
})

it("goes on where it stopped after an outage, and repeats a batch under the same id", async () => {
  await addEvents(3)
  answers = [204, 503, 500]
  await streamEvents(testEnv.keeper)
  await addEvents(2)
  for (let round = 0; round < 3; round += 1) {
    await later()
    await streamEvents(testEnv.keeper)
  }
  const [, refused, again] = receiver.received
  expect(again?.headers["webhook-id"]).toBe(refused?.headers["webhook-id"])
  expect(again?.body && JSON.parse(again.body).data).toEqual(JSON.parse(refused?.body ?? "").data)
  expect(numbersIn(eventsIn(receiver.received.at(-1)))).toEqual([0, 1])
  expect(await state()).toMatchObject({ streamFailures: 0, streamOutcome: null })
})

it("follows no redirect, waits for no answer that does not come, and sends the same batch again", async () => {
  await addEvents(2)
  testEnv.keeper.alerts.timings.webhookTimeout = 300
  answers = [302, null, 500]
  for (const streamOutcome of ["redirected", "timeout", "refused", null]) {
    await later()
    await streamEvents(testEnv.keeper)
    expect(await state()).toMatchObject({ streamOutcome })
  }
  const batches = receiver.received.map((one) => numbersIn(eventsIn(one)))
  expect(batches).toEqual(Array(4).fill([undefined, 0, 1]))
})

it("a batch of a keeper that was killed is sent again by another, in order, and nothing moves back", async () => {
  await addEvents(3)
  testEnv.keeper.alerts.timings.webhookTimeout = 1_000
  answers = [null]
  const killed = streamEvents(testEnv.keeper)
  await expect.poll(() => receiver.received.length).toBe(1)
  const other = await testEnv.openAnother()
  Object.assign(other.alerts, { allowPrivateTargets: true })
  other.alerts.timings.lateCommit = 0
  await later()
  await streamEvents(other)
  await addEvents(1)
  await killed
  expect(await state()).toMatchObject({ streamFailures: 0, streamOutcome: null })
  await later()
  await streamEvents(other)
  const batches = receiver.received.map((one) => numbersIn(eventsIn(one)))
  expect(batches).toEqual([[undefined, 0, 1, 2], [undefined, 0, 1, 2], [0]])
})

it("says why it waits while the receiver fails, and never gives up", async () => {
  await streamEvents(testEnv.keeper)
  await addEvents(1)
  answers = Array(30).fill(503)
  for (let round = 0; round < 30; round += 1) {
    await later()
    await streamEvents(testEnv.keeper)
  }
  expect(await state()).toMatchObject({ streamFailures: 30, streamOutcome: "refused" })
  await later()
  await streamEvents(testEnv.keeper)
  expect(numbersIn(eventsIn(receiver.received.at(-1)))).toEqual([0])
})

it("waits for an event that may be committed before one that is there already", async () => {
  await streamEvents(testEnv.keeper)
  receiver.received.length = 0
  testEnv.keeper.alerts.timings.lateCommit = 60_000
  await addEvents(1)
  await testEnv.db.auditEvent.create({ data: { kind: "member.signed_in", detail: { n: 1 } } })
  await addEvents(1)
  await later()
  await streamEvents(testEnv.keeper)
  expect(receiver.received.flatMap((one) => numbersIn(eventsIn(one)))).toEqual([0])
})

it("is sent by one keeper at a time", async () => {
  await addEvents(600)
  const other = await testEnv.openAnother()
  Object.assign(other.alerts, { allowPrivateTargets: true })
  other.alerts.timings.lateCommit = 0
  await Promise.all([
    streamEvents(testEnv.keeper),
    streamEvents(other),
    streamEvents(testEnv.keeper),
  ])
  const events = receiver.received.flatMap((one) => eventsIn(one))
  expect(numbersIn(events.slice(1))).toEqual(Array.from({ length: 600 }, (_, n) => n))
})

it("gets no alerts, and may be turned into a channel that does", async () => {
  await testEnv.db.$transaction((tx) => openIncident(tx, { kind: "xero_trouble", detail: {} }))
  await watchAlerts(testEnv.keeper)
  expect(await testEnv.db.alert.count()).toBe(1)
  expect(await testEnv.db.alertDelivery.count({ where: { channelId } })).toBe(0)
  const settings = { kind: "webhook", name: "SIEM", url: receiver.url, sends: "alerts" } as const
  await changeAlertChannel(testEnv.keeper, testEnv.memberId, { channelId, settings })
  await addEvents(1)
  await later()
  await streamEvents(testEnv.keeper)
  expect(receiver.received).toEqual([])
})

it("goes to no private address unless that is allowed", async () => {
  await addEvents(1)
  testEnv.keeper.alerts.allowPrivateTargets = false
  await streamEvents(testEnv.keeper)
  testEnv.keeper.alerts.allowPrivateTargets = true
  expect(receiver.received).toEqual([])
  expect(await state()).toMatchObject({ streamFailures: 1, streamOutcome: "target_refused" })
})

async function addEvents(count: number): Promise<void> {
  await testEnv.db.$executeRaw`
    INSERT INTO "AuditEvent" ("at", "kind", "detail")
    SELECT clock_timestamp() - interval '5 minutes', 'member.signed_in', jsonb_build_object('n', n)
    FROM generate_series(0, ${count - 1}) n`
}

async function later(): Promise<void> {
  await testEnv.db
    .$executeRaw`UPDATE "AlertChannel" SET "streamDueAt" = clock_timestamp() - interval '1 second'`
}

async function state() {
  return testEnv.db.alertChannel.findUniqueOrThrow({
    where: { id: channelId },
    select: { streamFailures: true, streamOutcome: true },
  })
}

function eventsIn(message: Receiver["received"][number] | undefined): Streamed[] {
  const { body = "", headers = {} } = message ?? {}
  const { type, data } = new Webhook(secret).verify(body, headers) as { type: string; data: Data }
  expect(type).toBe("activity.events")
  return data.events
}

function numbersIn(events: Streamed[]): (number | undefined)[] {
  return events.map(({ detail }) => detail.n)
}

function ascending(numbers: number[]): boolean {
  return numbers.every((one, at) => at === 0 || one > (numbers[at - 1] ?? 0))
}

type Data = { events: Streamed[] }
type Streamed = { id: string; kind: string; member: string | null; detail: { n?: number } }
