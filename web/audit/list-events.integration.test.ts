import { randomUUID } from "node:crypto"
import { beforeAll, beforeEach, expect, test, vi } from "vitest"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { type NewEvent, recordEvent } from "@/lib/audit/record-event"
import { shareTestDb } from "@/lib/db/share-test-db"
import { connect } from "@/lib/tenants/testing"
import { listActors, listEvents, listTenantEvents } from "@/web/audit/list-events"
import { EVERY_EVENT } from "@/web/testing/every-event"

const made = shareTestDb()
let tenantId: string
let grantId: string

vi.mock("@/web/auth/require-member", () => ({ requireMember: async () => ({ memberId: "m" }) }))
vi.mock("@/web/db", () => ({ db: () => made.web }))

beforeAll(async () => {
  tenantId = randomUUID()
  await made.db.tenant.create({ data: { tenantId, name: "Maple", type: "ORGANISATION" } })
  const xeroApp = { issuer: "https://identity.example", clientId: "A", clientSecretsSealed: "none" }
  const grant = await made.db.grant.create({
    data: {
      xeroUserId: randomUUID(),
      xeroUserName: "Alice",
      refreshTokenExpiresAt: new Date(),
      xeroApp: { create: xeroApp },
    },
    select: { id: true },
  })
  grantId = grant.id
  await connect(made.db, tenantId, { grantId })
})
beforeEach(async () => {
  await emptyTables(made.db, "AuditEvent")
})

test("the newest come first, and older pages follow without a gap or an overlap", async () => {
  for (let n = 0; n < 120; n++) await add({ kind: "member.signed_in" })
  const first = await listEvents(EVERY_EVENT)
  const second = await listEvents({ ...EVERY_EVENT, before: first.next })
  await add({ kind: "member.signed_in" })
  const third = await listEvents({ ...EVERY_EVENT, before: second.next })
  const ids = [first, second, third].flatMap((page) => page.events.map((event) => Number(event.id)))
  expect(ids).toEqual([...ids].sort((one, other) => other - one))
  expect(new Set(ids).size).toBe(120)
  expect(third).toMatchObject({ next: null, events: { length: 20 } })
})

test("kinds are filtered by their group", async () => {
  await add({ kind: "member.signed_in" })
  await add({ kind: "tenant.connected", tenantId })
  await add({ kind: "app.fault", detail: { code: "invalid_client" } })
  await add({ kind: "installation.started" })
  const kinds = async (group: "tenant" | "app") =>
    (await listEvents({ ...EVERY_EVENT, group })).events.map((event) => event.kind)
  expect(await kinds("tenant")).toEqual(["tenant.connected"])
  expect(await kinds("app")).toEqual(["installation.started", "app.fault"])
  const ofTenant = await listEvents({ ...EVERY_EVENT, tenantId })
  expect(ofTenant.events.map((event) => event.tenant?.name)).toEqual(["Maple"])
})

test("an organisation's timeline holds its own events and those of its consents, no others", async () => {
  await add({ kind: "tenant.connected", tenantId, grantId })
  await add({ kind: "grant.refresh_failed", grantId })
  await add({ kind: "grant.ended", grantId, detail: { reason: "refused" } })
  await add({ kind: "member.signed_in" })
  const events = await listTenantEvents(tenantId, 2)
  expect(events.map((event) => event.kind)).toEqual(["grant.ended", "grant.refresh_failed"])
  expect(events[0]).toMatchObject({ xeroUserName: "Alice", detail: { reason: "refused" } })
})

test("all activity of an organisation is what its timeline holds, page by page and filtered", async () => {
  for (let n = 0; n < 30; n++) {
    await add({ kind: "tenant.checked", tenantId, grantId })
    await add({ kind: "grant.refresh_failed", grantId })
    await add({ kind: "member.signed_in" })
  }
  const first = await listEvents({ ...EVERY_EVENT, tenantId })
  const second = await listEvents({ ...EVERY_EVENT, tenantId, before: first.next })
  const ids = [...first.events, ...second.events].map(({ id }) => id)
  expect(ids).toEqual((await listTenantEvents(tenantId, 100)).map(({ id }) => id))
  expect([ids.length, second.next]).toEqual([60, null])
  const failures = await listEvents({ ...EVERY_EVENT, tenantId, group: "grant" })
  expect(failures.events).toHaveLength(30)
})

test("events tell namesakes apart: members, services, organisations and Xero users", async () => {
  const { db } = made
  const [one, other] = [randomUUID(), randomUUID()]
  const person = { name: "Olive", role: "admin", passwordHash: "none" } as const
  await db.member.create({ data: { ...person, id: one, email: "olive@tenantry.example" } })
  await db.member.create({ data: { ...person, id: other, email: "o@tenantry.example" } })
  const service = { name: "Export", reach: "chosen", createdById: one } as const
  await db.service.createMany({ data: [one, other].map((id) => ({ ...service, id })) })
  await db.tenant.create({ data: { tenantId: other, name: "maple", type: "ORGANISATION" } })
  const { xeroAppId } = await db.grant.findFirstOrThrow({ select: { xeroAppId: true } })
  const alice = { xeroAppId, xeroUserName: "Alice", refreshTokenExpiresAt: new Date() }
  await db.grant.create({
    data: { ...alice, xeroUserId: other, xeroUserEmail: "al@maple.example" },
  })
  await add({ kind: "service.first_fetch", memberId: one, serviceId: one, tenantId, grantId })
  const [event] = (await listEvents(EVERY_EVENT)).events
  expect([event?.member?.name, event?.service?.name, event?.tenant?.name]).toEqual([
    "Olive · olive@tenantry.example",
    `Export · ${one.slice(0, 8)}`,
    `Maple · ${tenantId.slice(0, 8)}`,
  ])
  expect(event?.xeroUserName).toMatch(/^Alice · [0-9a-f]{8}$/)
  expect((await listActors()).map(({ name }) => name)).toEqual([
    "Olive · o@tenantry.example",
    "Olive · olive@tenantry.example",
  ])
})

async function add(event: NewEvent): Promise<void> {
  await recordEvent(made.db, event)
}
