import { randomUUID } from "node:crypto"
import { beforeAll, expect, it } from "vitest"
import { watchAlerts } from "@/keeper/alerts/watch/watch-alerts"
import { declineLink } from "@/keeper/links/answer-link"
import { MOST_MAILS_AN_HOUR } from "@/keeper/links/mail-bound"
import type { OpenApiDocument } from "@/keeper/server/api/openapi"
import { visit } from "@/keeper/testing/link-visits"
import { type AnswerCheck, createAnswerCheck } from "@/keeper/testing/openapi-answers"
import { createTestService, type Door, openDoor, type TestService } from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS } from "@/sandbox/seed"

const testEnv = shareTestEnv()
let door: Door
let service: TestService
let answerCheck: AnswerCheck

beforeAll(async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ as: "taro", choose: "sakura" })
  door = await openDoor(testEnv)
  const tenantIds = [TENANTS.mapleFlorist]
  service = await createTestService(testEnv, { tenantIds, rights: ["make_links"] })
  const response = await fetch(`${door.url}/api/v1/openapi.json`)
  answerCheck = createAnswerCheck((await response.json()) as OpenApiDocument)
})

/** Asks as a program does; each answer is as the document states it. */
async function ask(method: string, linkId: string | null, options: Ask = {}) {
  const { by = service, body, key } = options
  const path = linkId === null ? "/api/v1/links" : `/api/v1/links/${linkId}`
  const response = await fetch(door.url + path, {
    method,
    headers: {
      authorization: `Basic ${btoa(`${by.clientId}:${by.clientSecret}`)}`,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(key !== undefined && { "idempotency-key": key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const { status, headers } = response
  const reply = { status, headers, body: await response.json() }
  const stated = linkId === null ? "/api/v1/links" : "/api/v1/links/{linkId}"
  expect(answerCheck.findFault({ path: stated, method }, reply)).toBeNull()
  return reply
}

const tokenIn = (url: string) => url.split("/").at(-1) ?? ""

it("a service makes a link, sees what became of it, and finds the organisation by its reference", async () => {
  const made = await ask("POST", null, { body: { purpose: "connect", reference: "customer-42" } })
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({ state: "made", reference: "customer-42", tenants: [] })
  const weeks = (Date.parse(made.body.expires_at) - Date.now()) / (7 * 24 * 60 * 60 * 1_000)
  expect(weeks).toBeCloseTo(1, 2)
  await visit(testEnv.keeper, tokenIn(made.body.url), { as: "alice", choose: "harbourBakery" })
  const { body } = await ask("GET", made.body.id)
  expect(body).toMatchObject({ state: "done", tenants: [TENANTS.harbourBakery] })
  expect(body).not.toHaveProperty("url")
  expect((await ask("DELETE", made.body.id)).body.state).toBe("done")
  const all = await createTestService(testEnv, {
    tenantIds: [TENANTS.mapleFlorist, TENANTS.harbourBakery],
  })
  const page = await fetch(`${door.url}/api/v1/tenants?reference=customer-42`, {
    headers: { authorization: `Basic ${btoa(`${all.clientId}:${all.clientSecret}`)}` },
  })
  const { tenants } = await page.json()
  expect(tenants).toMatchObject([{ id: TENANTS.harbourBakery, reference: "customer-42" }])
})

it("a service's link gives no reference to a known organisation out of its reach, and the event says so", async () => {
  await testEnv.consent({ as: "alice", choose: "script" })
  const ours = await ask("POST", null, { body: { purpose: "connect", reference: "ours" } })
  await visit(testEnv.keeper, tokenIn(ours.body.url), { as: "bjorn", choose: "mapleFlorist" })
  const theirs = await ask("POST", null, { body: { purpose: "connect", reference: "theirs" } })
  await visit(testEnv.keeper, tokenIn(theirs.body.url), { as: "zoe", choose: "script" })
  expect((await ask("GET", theirs.body.id)).body).toMatchObject({
    state: "done",
    tenants: [TENANTS.script],
  })
  const tenants = await testEnv.db.tenant.findMany({
    where: { tenantId: { in: [TENANTS.mapleFlorist, TENANTS.script] } },
    orderBy: { tenantId: "asc" },
    select: { reference: true },
  })
  expect(tenants).toEqual([{ reference: "ours" }, { reference: null }])
  const events = await testEnv.db.auditEvent.findMany({
    where: { kind: "link.done" },
    orderBy: { id: "desc" },
    take: 2,
    select: { detail: true },
  })
  expect(events[0]?.detail).toMatchObject({ unreferenced: [TENANTS.script] })
  expect(events[1]?.detail).not.toHaveProperty("unreferenced")
})

it("ten requests with one key make one link with one address, and no other request may use the key", async () => {
  const [key, body] = [randomUUID(), { purpose: "connect", reference: "once" }]
  const replies = await Promise.all(
    Array.from({ length: 10 }, () => ask("POST", null, { body, key })),
  )
  expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(201))
  expect(new Set(replies.map((one) => JSON.stringify(one.body))).size).toBe(1)
  expect(await testEnv.db.link.count({ where: { reference: "once" } })).toBe(1)
  const other = await ask("POST", null, { body: { ...body, days: 3 }, key })
  expect([other.status, other.body.error]).toEqual([422, "idempotency_key_reused"])
  const neighbour = await createTestService(testEnv, { rights: ["make_links"] })
  const theirs = await ask("POST", null, { by: neighbour, body, key })
  expect(theirs.body.id).not.toBe(replies[0]?.body.id)
})

it("a service has so many links an hour sent by mail, and then hears when it may go on", async () => {
  const [key, body] = [randomUUID(), { purpose: "connect", email: "ada@shop.example" }]
  const first = await ask("POST", null, { body, key })
  await testEnv.db.mail.createMany({
    data: Array.from({ length: MOST_MAILS_AN_HOUR }, () => ({
      kind: "link",
      to: "ada@shop.example",
      subjectId: first.body.id,
      once: true,
    })),
  })
  const refused = await ask("POST", null, { body })
  expect([refused.status, refused.body.error]).toEqual([429, "too_many_requests"])
  const wait = Number(refused.headers.get("retry-after"))
  expect(wait).toBeGreaterThan(3_500)
  expect(wait).toBeLessThanOrEqual(3_600)
  expect((await ask("POST", null, { body, key })).body.id).toBe(first.body.id)
  expect((await ask("POST", null, { body: { purpose: "connect" } })).status).toBe(201)
  const neighbour = await createTestService(testEnv, { rights: ["make_links"] })
  expect((await ask("POST", null, { by: neighbour, body })).status).toBe(201)
  await testEnv.db.$executeRaw`UPDATE "Mail" SET "createdAt" = "createdAt" - interval '1 hour'`
  expect((await ask("POST", null, { body })).status).toBe(201)
})

it("a link is withdrawn by the service that made it, and by no other", async () => {
  const { body } = await ask("POST", null, { body: { purpose: "connect" } })
  const neighbour = await createTestService(testEnv, { rights: ["make_links"] })
  for (const method of ["GET", "DELETE"]) {
    expect((await ask(method, body.id, { by: neighbour })).status).toBe(404)
  }
  expect((await ask("DELETE", body.id)).body.state).toBe("withdrawn")
  const answer = await declineLink(testEnv.keeper, { token: tokenIn(body.url) })
  expect(answer).toEqual({ kind: "gone" })
})

it.each([
  ["no purpose", {}, 400],
  ["another purpose", { purpose: "all" }, 400],
  ["a purpose that needs an organisation", { purpose: "reconnect" }, 400],
  ["an organisation too many", { purpose: "connect", tenant_id: TENANTS.mapleFlorist }, 400],
  ["an organisation out of reach", { purpose: "reconnect", tenant_id: TENANTS.sakura }, 404],
  [
    "a return address that no owner listed",
    { purpose: "connect", return_to: "https://a.example" },
    400,
  ],
  ["a script as return address", { purpose: "connect", return_to: "javascript:alert(1)" }, 400],
  ["too many days", { purpose: "connect", days: 31 }, 400],
  ["an unknown field", { purpose: "connect", admin: true }, 400],
  ["an empty key", { purpose: "connect" }, 400, " "],
])("%s is refused", async (_, body, status, key = undefined as string | undefined) => {
  expect((await ask("POST", null, { body, ...(key !== undefined && { key }) })).status).toBe(status)
})

it("an organisation's id counts in upper case too", async () => {
  const tenant_id = TENANTS.mapleFlorist.toUpperCase()
  const { status, body } = await ask("POST", null, { body: { purpose: "reconnect", tenant_id } })
  expect([status, body.tenant_id]).toEqual([201, TENANTS.mapleFlorist])
})

it("without the right nothing is made or read", async () => {
  const plain = await createTestService(testEnv)
  const made = await ask("POST", null, { by: plain, body: { purpose: "connect" } })
  expect([made.status, made.body.error]).toEqual([403, "access_denied"])
  expect((await ask("GET", randomUUID(), { by: plain })).status).toBe(403)
})

it("a webhook for links gets each end once, with the reference, and channels of alerts get none", async () => {
  const channel = { kind: "webhook", name: "Shop", url: "https://shop.example/hook" } as const
  const links = await testEnv.db.alertChannel.create({ data: { ...channel, sends: "links" } })
  await testEnv.db.alertChannel.create({ data: channel })
  const { body } = await ask("POST", null, { body: { purpose: "connect", reference: "no-thanks" } })
  await declineLink(testEnv.keeper, { token: tokenIn(body.url) })
  await watchAlerts(testEnv.keeper)
  await watchAlerts(testEnv.keeper)
  const rows = await testEnv.db.alertDelivery.findMany({
    select: { channelId: true, message: true },
  })
  expect(rows).toMatchObject([
    {
      channelId: links.id,
      message: { type: "link.declined", news: { link_id: body.id, reference: "no-thanks" } },
    },
  ])
})

type Ask = { by?: TestService; body?: object; key?: string }
