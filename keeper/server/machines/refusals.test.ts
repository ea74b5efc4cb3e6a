import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { createClientSecret } from "@/keeper/services/client-secret"
import { createRateLimit } from "@/keeper/services/rate-limit"
import { openStage, type Stage } from "@/keeper/testing/open-stage"
import {
  askToken,
  createTestService,
  type Door,
  formOf,
  openDoor,
  type TestService,
} from "@/keeper/testing/services"
import { TENANTS } from "@/sandbox/seed"

const APP_URL = "http://localhost:3000"
let stage: Stage
let door: Door
let service: TestService
let asked: Record<string, string>
beforeAll(async () => {
  stage = await openStage()
  await stage.consent({ choose: "mapleFlorist" })
  await stage.consent({ as: "taro", choose: "sakura" })
  door = await openDoor(stage)
  service = await createTestService(stage, { tenantIds: [TENANTS.mapleFlorist] })
  asked = { ...formOf(service), resource: TENANTS.mapleFlorist }
})
afterAll(async () => {
  await door.close()
  await stage.close()
})

function countDenials(serviceId: string, reason: string): Promise<number> {
  return stage.db.serviceDenial.count({ where: { serviceId, reason } })
}

describe("invalid_client", () => {
  it("is the same for unknown, wrong, expired, disabled, revoked and from elsewhere, and is written down", async () => {
    const minute = 60_000
    const expired = await createTestService(stage, { expiresAt: new Date(Date.now() - minute) })
    const disabled = await createTestService(stage)
    await stage.db.service.update({
      where: { id: disabled.clientId },
      data: { disabledAt: new Date() },
    })
    const revoked = await createTestService(stage)
    await stage.db.service.update({
      where: { id: revoked.clientId },
      data: { revokedAt: new Date() },
    })
    const elsewhere = await createTestService(stage, {
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
      expect(await stage.db.serviceDenial.count({ where: { serviceId, reason } }), reason).toBe(1)
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
    expect(await stage.db.auditEvent.count({ where: { kind: "service.denied" } })).toBe(6)
  })

  it("counts the same denial again in its row, with no second event", async () => {
    const one = await createTestService(stage)
    const wrong = { ...one, clientSecret: createClientSecret().clientSecret }
    for (let n = 0; n < 3; n += 1) await askToken(door, formOf(wrong))
    const [row, ...others] = await stage.db.serviceDenial.findMany({
      where: { serviceId: one.clientId },
    })
    expect(row).toMatchObject({ denials: 3, reason: "wrong_secret", address: "127.0.0.1" })
    expect(others).toEqual([])
    const events = { kind: "service.denied", serviceId: one.clientId }
    expect(await stage.db.auditEvent.count({ where: events })).toBe(1)
  })

  it("is said of a mistyped secret without asking the database", async () => {
    const before = await stage.db.serviceDenial.count()
    const mistyped = `${service.clientSecret.slice(0, -1)}!`
    const { status, body } = await askToken(door, { ...asked, client_secret: mistyped })
    expect([status, body.error]).toEqual([401, "invalid_client"])
    expect(await stage.db.serviceDenial.count()).toBe(before)
    await door.desk.flush()
    expect(await stage.db.serviceDenial.count({ where: { reason: "malformed" } })).toBe(1)
  })

  it("believes web about the caller's address, and nobody else", async () => {
    const inside = await createTestService(stage, { networks: ["192.0.2.0/24", "2001:db8::/32"] })
    const { KEEPER_SECRET = "" } = stage.env
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
})

describe("what an authenticated service is refused", () => {
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
    expect(await stage.db.auditEvent.count({ where: event })).toBe(1)
  })

  it("resource may be left out where there is one, and be a urn", async () => {
    expect((await askToken(door, formOf(service))).body.tenant_id).toBe(TENANTS.mapleFlorist)
    const urn = `urn:uuid:${TENANTS.mapleFlorist.toUpperCase()}`
    expect((await askToken(door, { ...asked, resource: urn })).status).toBe(200)
    const all = await createTestService(stage)
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
    const narrow = { ...door.desk, serviceLimit: spent }
    const limited = await openDoor(stage)
    Object.assign(limited.desk, { serviceLimit: narrow.serviceLimit })
    expect((await askToken(limited, asked)).status).toBe(200)
    const { status, headers, body } = await askToken(limited, asked)
    expect([status, body.error]).toEqual([429, "too_many_requests"])
    expect(Number(headers.get("retry-after"))).toBeGreaterThanOrEqual(1)
    const other = await createTestService(stage)
    expect((await askToken(limited, { ...formOf(other), resource: TENANTS.sakura })).status).toBe(
      200,
    )
    await limited.close()
  })

  it("tenant_disconnected and reconnect_required, with the page that mends it", async () => {
    const { grantId } = await stage.consent({ as: "zoe", choose: "palmCafe" })
    await stage.consent({ as: "bjorn", choose: "soens" })
    const all = formOf(await createTestService(stage))
    expect((await askToken(door, { ...all, resource: TENANTS.palmCafe })).status).toBe(200)
    await stage.db.grant.update({
      where: { id: grantId },
      data: { state: "ended", endedReason: "revoked", endedAt: new Date() },
    })
    await stage.db.connection.updateMany({
      where: { tenantId: TENANTS.soens },
      data: { state: "disconnected_in_xero" },
    })
    const revoked = await askToken(door, { ...all, resource: TENANTS.palmCafe })
    expect([revoked.status, revoked.body.error]).toEqual([409, "reconnect_required"])
    expect(revoked.body.error_uri).toBe(`${APP_URL}/organisations/${TENANTS.palmCafe}`)
    const gone = await askToken(door, { ...all, resource: TENANTS.soens })
    expect([gone.status, gone.body.error]).toEqual([409, "tenant_disconnected"])
  })
})

describe("while Xero is in trouble", () => {
  it("a token that still lives is handed out with a warning, then 503 with Retry-After, and it heals", async () => {
    const { grantId } = await stage.db.connection.findFirstOrThrow({
      where: { tenantId: TENANTS.sakura },
    })
    const live = { ...formOf(await createTestService(stage)), resource: TENANTS.sakura }
    await stage.control.addFault({ target: "token", kind: "status", status: 503, times: 0 })
    await expireIn(grantId, 120)
    const warned = await askToken(door, live)
    expect(warned.status).toBe(200)
    expect(warned.body.expires_in).toBeLessThanOrEqual(120)
    expect(warned.body.warnings).toEqual([
      { code: "xero_not_answering", reason: "refresh", detail: expect.any(String) },
    ])
    await expireIn(grantId, 0)
    const { status, headers, body } = await askToken(door, live)
    expect([status, body.error]).toEqual([503, "temporarily_unavailable"])
    expect(Number(headers.get("retry-after"))).toBeGreaterThanOrEqual(1)
    await stage.control.clearFaults()
    await stage.db.grant.update({ where: { id: grantId }, data: { nextAttemptAt: null } })
    const healed = await askToken(door, live)
    expect(healed.status).toBe(200)
    expect(healed.body.warnings).toBeUndefined()
  })

  it("a token that lives too short is refreshed first, once for all who ask", async () => {
    const { grantId } = await stage.db.connection.findFirstOrThrow({
      where: { tenantId: TENANTS.mapleFlorist },
    })
    await expireIn(grantId, 400)
    const before = (await stage.control.state()).counters.totalTokenRequests
    expect((await askToken(door, asked)).body.expires_in).toBeLessThanOrEqual(400)
    const longer = { ...asked, minimum_seconds: "1500" }
    const answers = await Promise.all(Array.from({ length: 20 }, () => askToken(door, longer)))
    expect(answers.every(({ body }) => Number(body.expires_in) >= 1_500)).toBe(true)
    expect((await stage.control.state()).counters.totalTokenRequests - before).toBe(1)
  })

  it("a copied database hands out nothing", async () => {
    const { guard } = stage.keeper
    const copy = await openDoor(stage, {
      keeper: { ...stage.keeper, guard: { ...guard, isCopy: () => true } },
    })
    const { status, body, headers } = await askToken(copy, asked)
    expect([status, body.error]).toEqual([503, "temporarily_unavailable"])
    expect(headers.get("retry-after")).toBeTruthy()
    await copy.close()
  })
})

/** The trigger tells of a new token set, not of a changed time: the doors forget it as they would in time. */
async function expireIn(grantId: string, seconds: number): Promise<void> {
  await stage.db.$executeRaw`
    UPDATE "TokenSet" t SET "accessTokenExpiresAt" = clock_timestamp() + ${seconds} * interval '1 second'
    FROM "Grant" g WHERE g."id" = ${grantId}::uuid AND t."id" = g."currentTokenSetId"`
  door.desk.tokens.clear()
}
