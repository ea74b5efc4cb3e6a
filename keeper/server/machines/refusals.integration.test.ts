import { randomUUID } from "node:crypto"
import { afterAll, expect, it, vi } from "vitest"
import { createRateLimit } from "@/keeper/services/access/rate-limit"
import { startServiceTestEnv } from "@/keeper/testing/service-test-env"
import { askToken, createTestService, formOf, openDoor } from "@/keeper/testing/services"
import { TENANTS } from "@/sandbox/seed"

const APP_URL = "http://localhost:3000"
const { testEnv, door, service, asked } = await startServiceTestEnv()
afterAll(() => testEnv.close())

function countDenials(serviceId: string, reason: string): Promise<number> {
  return testEnv.db.serviceDenial.count({ where: { serviceId, reason } })
}

it("invalid_target: the same for an organisation that is unknown, not its own, or no id at all", async () => {
  const answers = []
  for (const resource of [
    randomUUID(),
    TENANTS.sakura,
    "' OR 1=1 --",
    "https://x.example/a",
    "a\u0000b",
  ]) {
    const { status, body } = await askToken(door, { ...asked, resource })
    answers.push(JSON.stringify({ status, body }))
  }
  expect(new Set(answers).size).toBe(1)
  expect(JSON.parse(answers[0] ?? "")).toMatchObject({
    status: 400,
    body: { error: "invalid_target", error_uri: `${APP_URL}/services/${service.clientId}` },
  })
  expect(await countDenials(service.clientId, "target")).toBe(3)
  const event = { kind: "service.denied", serviceId: service.clientId, tenantId: TENANTS.sakura }
  expect(await testEnv.db.auditEvent.count({ where: event })).toBe(1)
})

it("resource may be left out where there is one, and be a urn", async () => {
  expect((await askToken(door, formOf(service))).body.tenant_id).toBe(TENANTS.mapleFlorist)
  const urn = `urn:uuid:${TENANTS.mapleFlorist.toUpperCase()}`
  expect((await askToken(door, { ...asked, resource: urn })).status).toBe(200)
  const all = await createTestService(testEnv)
  expect((await askToken(door, formOf(all))).body.error).toBe("invalid_target")
})

it("invalid_request and unsupported_grant_type", async () => {
  const cases: [Record<string, string>, string][] = [
    [{ grant_type: "" }, "invalid_request"],
    [{ grant_type: "refresh_token" }, "unsupported_grant_type"],
    [{ minimum_seconds: "1501" }, "invalid_request"],
    [{ minimum_seconds: "-1" }, "invalid_request"],
    [{ minimum_seconds: "ten" }, "invalid_request"],
  ]
  for (const [change, error] of cases) {
    const { status, body } = await askToken(door, { ...asked, ...change })
    expect([status, body.error], JSON.stringify(change)).toEqual([400, error])
  }
})

it("429 with Retry-After, each service for itself", async () => {
  const spent = createRateLimit({ burst: 1, perSecond: 0.1 })
  const narrow = { ...door.context, serviceLimit: spent }
  const limited = await openDoor(testEnv)
  Object.assign(limited.context, { serviceLimit: narrow.serviceLimit })
  expect((await askToken(limited, asked)).status).toBe(200)
  const { status, headers, body } = await askToken(limited, asked)
  expect([status, body.error]).toEqual([429, "too_many_requests"])
  expect(Number(headers.get("retry-after"))).toBeGreaterThanOrEqual(1)
  const other = await createTestService(testEnv)
  expect((await askToken(limited, { ...formOf(other), resource: TENANTS.sakura })).status).toBe(200)
  await limited.close()
})

it("tenant_disconnected and reconnect_required, with the page that mends it", async () => {
  const { grantId } = await testEnv.consent({ as: "zoe", choose: "palmCafe" })
  await testEnv.consent({ as: "bjorn", choose: "soens" })
  const all = formOf(await createTestService(testEnv))
  expect((await askToken(door, { ...all, resource: TENANTS.palmCafe })).status).toBe(200)
  await testEnv.db.grant.update({
    where: { id: grantId },
    data: { state: "ended", endedReason: "revoked", endedAt: new Date() },
  })
  await testEnv.db.connection.updateMany({
    where: { tenantId: TENANTS.soens },
    data: { state: "disconnected_in_xero" },
  })
  // What the database tells of a change may still be on its way.
  const revoked = await vi.waitFor(async () => {
    const answer = await askToken(door, { ...all, resource: TENANTS.palmCafe })
    expect([answer.status, answer.body.error]).toEqual([409, "reconnect_required"])
    return answer
  }, 20_000)
  expect(revoked.body.error_uri).toBe(`${APP_URL}/organisations/${TENANTS.palmCafe}`)
  const gone = await askToken(door, { ...all, resource: TENANTS.soens })
  expect([gone.status, gone.body.error]).toEqual([409, "tenant_disconnected"])
})
