import { randomUUID } from "node:crypto"
import { beforeAll, beforeEach, expect, it } from "vitest"
import { digestOf, isClientSecret } from "@/keeper/services/access/client-secret"
import { changeService } from "@/keeper/services/manage/change-service"
import { createService } from "@/keeper/services/manage/create-service"
import { disableService, enableService, revokeService } from "@/keeper/services/manage/end-service"
import { addServiceSecret, removeServiceSecret } from "@/keeper/services/manage/secrets"
import { countEvents } from "@/keeper/testing/crowd"
import { openSession } from "@/keeper/testing/sessions"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import type { Acting } from "@/lib/members/sudo"
import { TENANTS } from "@/sandbox/seed"

const EXPIRES_AT = "2030-01-01T00:00:00.000Z"
const SETTINGS = {
  name: "Ledger export",
  reach: "chosen" as const,
  tenantIds: [TENANTS.mapleFlorist],
  networks: ["203.0.113.0/24"],
  rights: [],
  expiresAt: EXPIRES_AT,
}
const testEnv = shareTestEnv()
let acting: Acting
beforeAll(async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ choose: "harbourBakery" })
  const sessionId = await openSession(testEnv)
  acting = { memberId: testEnv.memberId, sessionId }
})
beforeEach(async () => {
  await testEnv.db.proof.deleteMany()
  await prove()
})

async function prove(): Promise<void> {
  const { sessionId } = acting
  await testEnv.db.proof.create({ data: { sessionId, kind: "password" } })
}

async function newService(): Promise<{ serviceId: string; clientSecret: string }> {
  const made = await createService(testEnv.keeper, acting, SETTINGS)
  if (made.kind !== "created") throw new Error(made.kind)
  return made
}

const find = (id: string) =>
  testEnv.db.service.findUniqueOrThrow({
    where: { id },
    include: { access: true, secrets: { omit: { digest: false } } },
  })

/** What owners were told of this service, newest first. */
async function listReceived(serviceId: string): Promise<(string | null)[]> {
  const rows = await testEnv.db.$queryRaw<{ reason: string }[]>`
    SELECT "detail"->>'reason' AS "reason" FROM "Alert"
    WHERE "kind" = 'service_access' AND "detail"->'service'->>'serviceId' = ${serviceId} ORDER BY "openedAt" DESC`
  return rows.map((row) => row.reason)
}

it("creates a service whose secret is kept as a digest only, and tells every owner", async () => {
  const { serviceId, clientSecret } = await newService()
  expect(isClientSecret(clientSecret)).toBe(true)
  const service = await find(serviceId)
  expect(service).toMatchObject({ name: "Ledger export", reach: "chosen", disabledAt: null })
  expect(service.access.map((one) => one.tenantId)).toEqual([TENANTS.mapleFlorist])
  expect(service.secrets.map((one) => one.digest)).toEqual([digestOf(clientSecret)])
  expect(JSON.stringify(service)).not.toContain(clientSecret)
  expect(await listReceived(serviceId)).toEqual(["created"])
})

it("reaches no organisation that was never connected", async () => {
  const tenantIds = [TENANTS.mapleFlorist, "00000000-0000-4000-8000-000000000000"]
  const input = { ...SETTINGS, tenantIds }
  const outcome = await createService(testEnv.keeper, acting, input)
  expect(outcome.kind).toBe("not_found")
})

it.each([
  ["another organisation", { tenantIds: [TENANTS.mapleFlorist, TENANTS.harbourBakery] }],
  ["every organisation", { reach: "all" as const, tenantIds: [] }],
  ["from anywhere", { networks: [] }],
  ["another network", { networks: ["203.0.113.0/24", "198.51.100.0/24"] }],
  ["for longer", { expiresAt: "2031-01-01T00:00:00.000Z" }],
  ["for ever", { expiresAt: null }],
  ["another right", { rights: ["make_links" as const] }],
])("widens to %s with sudo only, and tells every owner", async (_, change) => {
  const { serviceId } = await newService()
  const input = { serviceId, ...SETTINGS, ...change }
  const before = await find(serviceId)
  await testEnv.db.proof.deleteMany()
  const refused = await changeService(testEnv.keeper, acting, input)
  expect(refused).toEqual({ kind: "sudo_needed" })
  expect(await find(serviceId)).toEqual(before)
  await prove()
  expect(await changeService(testEnv.keeper, acting, input)).toEqual({ kind: "changed" })
  const after = await find(serviceId)
  const expected = { ...SETTINGS, ...change }
  expect({
    ...after,
    expiresAt: after.expiresAt?.toISOString() ?? null,
    tenantIds: after.access.map((one) => one.tenantId).sort(),
  }).toMatchObject({ ...expected, tenantIds: [...expected.tenantIds].sort() })
  expect(await listReceived(serviceId)).toEqual(["reach_widened", "created"])
})

it("gives one that reached all what waits for approval with sudo only, and nothing unknown", async () => {
  const { serviceId } = await newService()
  const change = (tenantIds: string[], reach: "all" | "chosen" = "chosen") =>
    changeService(testEnv.keeper, acting, { serviceId, ...SETTINGS, reach, tenantIds })
  const where = { tenantId: TENANTS.harbourBakery }
  await testEnv.db.tenant.update({ where, data: { heldSince: new Date() } })
  await change([], "all")
  expect(await change([randomUUID()])).toEqual({ kind: "not_found" })
  await testEnv.db.proof.deleteMany()
  expect(await change([TENANTS.harbourBakery])).toEqual({ kind: "sudo_needed" })
  await testEnv.db.tenant.update({ where, data: { heldSince: null } })
  expect(await change([TENANTS.harbourBakery])).toEqual({ kind: "changed" })
})

it("renames and narrows without sudo, and appears in the activity only", async () => {
  const { serviceId } = await newService()
  const where = { tenantId: TENANTS.harbourBakery }
  await testEnv.db.tenant.update({ where, data: { name: "MAPLE FLORIST" } })
  await testEnv.db.proof.deleteMany()
  const changed = await countEvents(testEnv, "service.changed")
  const outcome = await changeService(testEnv.keeper, acting, {
    serviceId,
    ...SETTINGS,
    name: "Export",
    tenantIds: [],
    expiresAt: "2029-01-01T00:00:00.000Z",
  })
  expect(outcome).toEqual({ kind: "changed" })
  expect(await find(serviceId)).toMatchObject({ name: "Export", access: [] })
  expect(await countEvents(testEnv, "service.changed")).toBe(changed + 1)
  const event = await testEnv.db.auditEvent.findFirstOrThrow({
    where: { kind: "service.changed", serviceId },
    select: { detail: true },
  })
  expect(event.detail).toEqual({
    service: "Export",
    changes: {
      name: { from: SETTINGS.name, to: "Export" },
      organisations: { from: 1, to: 0 },
      expiresAt: { from: SETTINGS.expiresAt, to: "2029-01-01T00:00:00.000Z" },
    },
    removed: [expect.stringContaining("Maple Florist · ")],
  })
  expect(await listReceived(serviceId)).toEqual(["created"])
})

it("holds two secrets for a change-over, never three", async () => {
  const { serviceId, clientSecret } = await newService()
  const input = { serviceId }
  const [one, other] = await Promise.all([
    addServiceSecret(testEnv.keeper, acting, input),
    addServiceSecret(testEnv.keeper, acting, input),
  ])
  expect([one.kind, other.kind].sort()).toEqual(["secret_added", "two_secrets_already"])
  const { secrets } = await find(serviceId)
  expect(secrets).toHaveLength(2)
  const old = secrets.find((secret) => secret.digest === digestOf(clientSecret))
  const removal = { serviceId, secretId: old?.id ?? "" }
  for (const kind of ["secret_removed", "not_found"])
    expect(await removeServiceSecret(testEnv.keeper, testEnv.memberId, removal)).toEqual({ kind })
  expect((await find(serviceId)).secrets).toHaveLength(1)
  expect(await listReceived(serviceId)).toEqual(["secret_added", "created"])
})

it("is disabled at once, and enabled again", async () => {
  const { serviceId } = await newService()
  const asked = { serviceId }
  await disableService(testEnv.keeper, testEnv.memberId, asked)
  const { disabledAt } = await find(serviceId)
  expect(disabledAt).toBeInstanceOf(Date)
  await disableService(testEnv.keeper, testEnv.memberId, asked)
  expect((await find(serviceId)).disabledAt).toEqual(disabledAt)
  const enabled = await enableService(testEnv.keeper, acting, asked)
  expect(enabled).toEqual({ kind: "service_enabled" })
  expect((await find(serviceId)).disabledAt).toBeNull()
})

it("is revoked for good: no secret is left, and nothing brings it back", async () => {
  const { serviceId } = await newService()
  const input = { serviceId }
  const revoked = await revokeService(testEnv.keeper, testEnv.memberId, input)
  expect(revoked).toEqual({ kind: "service_revoked" })
  expect(await find(serviceId)).toMatchObject({ secrets: [], access: [] })
  const outcomes = await Promise.all([
    enableService(testEnv.keeper, acting, input),
    addServiceSecret(testEnv.keeper, acting, input),
    changeService(testEnv.keeper, acting, { ...SETTINGS, ...input }),
    disableService(testEnv.keeper, testEnv.memberId, input),
    revokeService(testEnv.keeper, testEnv.memberId, input),
  ])
  expect(outcomes.map((one) => one.kind)).toEqual(Array(5).fill("not_found"))
})
