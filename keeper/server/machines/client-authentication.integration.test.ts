import { randomUUID } from "node:crypto"
import { afterAll, expect, it } from "vitest"
import { createClientSecret } from "@/keeper/services/access/client-secret"
import { createRateLimit } from "@/keeper/services/access/rate-limit"
import { startServiceTestEnv } from "@/keeper/testing/service-test-env"
import {
  askToken,
  createTestService,
  formOf,
  openDoor,
  type TestService,
} from "@/keeper/testing/services"
import { TENANTS } from "@/sandbox/seed"

const APP_URL = "http://localhost:3000"
const { testEnv, door, service, asked } = await startServiceTestEnv()
afterAll(() => testEnv.close())

it("is the same for unknown, wrong, expired, disabled, revoked and from elsewhere, and is written down", async () => {
  const minute = 60_000
  const expired = await createTestService(testEnv, { expiresAt: new Date(Date.now() - minute) })
  const disabled = await createTestService(testEnv)
  await testEnv.db.service.update({
    where: { id: disabled.clientId },
    data: { disabledAt: new Date() },
  })
  const revoked = await createTestService(testEnv)
  await testEnv.db.service.update({
    where: { id: revoked.clientId },
    data: { revokedAt: new Date() },
  })
  const elsewhere = await createTestService(testEnv, {
    networks: ["192.0.2.0/24", "2001:db8::/32"],
  })
  const clientSecret = createClientSecret().clientSecret
  const denied = {
    unknown_client: { clientId: randomUUID(), clientSecret },
    wrong_secret: { ...service, clientSecret },
    expired,
    disabled,
    revoked,
    network: elsewhere,
  }
  const answers = []
  for (const [reason, one] of Object.entries(denied)) {
    const { status, headers, body } = await askToken(door, {
      ...formOf(one),
      resource: TENANTS.mapleFlorist,
    })
    answers.push({ status, body, challenge: headers.get("www-authenticate") })
    const serviceId = reason === "unknown_client" ? null : one.clientId
    expect(await testEnv.db.serviceDenial.count({ where: { serviceId, reason } }), reason).toBe(1)
  }
  expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1)
  expect(answers[0]).toEqual({
    status: 401,
    challenge: 'Basic realm="Tenantry", charset="UTF-8"',
    body: {
      error: "invalid_client",
      error_description: expect.any(String),
      error_uri: `${APP_URL}/services`,
    },
  })
  expect(await testEnv.db.auditEvent.count({ where: { kind: "service.denied" } })).toBe(6)
})

it("counts the same denial again in its row, with no second event", async () => {
  const one = await createTestService(testEnv)
  const wrong = { ...one, clientSecret: createClientSecret().clientSecret }
  for (let n = 0; n < 3; n += 1) await askToken(door, formOf(wrong))
  const [row, ...others] = await testEnv.db.serviceDenial.findMany({
    where: { serviceId: one.clientId },
  })
  expect(row).toMatchObject({ denials: 3, reason: "wrong_secret", address: "127.0.0.1" })
  expect(others).toEqual([])
  const events = { kind: "service.denied", serviceId: one.clientId }
  expect(await testEnv.db.auditEvent.count({ where: events })).toBe(1)
})

it("is said of a mistyped secret without asking the database", async () => {
  const before = await testEnv.db.serviceDenial.count()
  const mistyped = `${service.clientSecret.slice(0, -1)}!`
  const { status, body } = await askToken(door, { ...asked, client_secret: mistyped })
  expect([status, body.error]).toEqual([401, "invalid_client"])
  expect(await testEnv.db.serviceDenial.count()).toBe(before)
  await door.context.flush()
  expect(await testEnv.db.serviceDenial.count({ where: { reason: "malformed" } })).toBe(1)
})

it("believes web about the caller's address, and no one else", async () => {
  const inside = await createTestService(testEnv, { networks: ["192.0.2.0/24", "2001:db8::/32"] })
  const { KEEPER_SECRET = "" } = testEnv.env
  async function statusFrom(address: string, proof: string): Promise<number> {
    const response = await fetch(`${door.url}/oauth/token`, {
      method: "POST",
      headers: { "tenantry-web": proof, "tenantry-client-address": address },
      body: new URLSearchParams({
        grant_type: "client_credentials",
        ...formOf(inside),
        resource: TENANTS.sakura,
      }),
    })
    return response.status
  }
  expect(await statusFrom("192.0.2.9", KEEPER_SECRET)).toBe(200)
  expect(await statusFrom("2001:db8::9", KEEPER_SECRET)).toBe(200)
  expect(await statusFrom("198.51.100.9", KEEPER_SECRET)).toBe(401)
  expect(await statusFrom("192.0.2.9", "guessed")).toBe(401)
  expect(await statusFrom("no address", KEEPER_SECRET)).toBe(401)
})

it("a good service is answered beside one that asks wrongly from the same IPv6 network, which is told to ask later", async () => {
  const good = await createTestService(testEnv, { tenantIds: [TENANTS.mapleFlorist] })
  const crowded = await openDoor(testEnv)
  const addressLimit = createRateLimit({ burst: 1, perSecond: 0.01 })
  Object.assign(crowded.context, { addressLimit })
  const { clientSecret } = createClientSecret()
  const { KEEPER_SECRET = "" } = testEnv.env
  const askFrom = (place: number, service: TestService) =>
    askToken(crowded, formOf(service), {
      "tenantry-web": KEEPER_SECRET,
      "tenantry-client-address": `2001:db8::${place}`,
    })
  const askUnknown = (_?: unknown, place = 100) =>
    askFrom(place, { clientId: randomUUID(), clientSecret })
  expect((await askUnknown()).status).toBe(401)
  const replies = await Promise.all(Array.from({ length: 20 }, askUnknown))
  expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 429))
  expect(Number(replies[0]?.headers.get("retry-after"))).toBeGreaterThanOrEqual(1)
  expect((await askFrom(100, good)).status).toBe(200)
  await crowded.close()
})
