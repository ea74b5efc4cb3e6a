import { randomUUID } from "node:crypto"
import { beforeAll, expect, it } from "vitest"
import type { OpenApiDocument } from "@/keeper/server/api/openapi"
import { API_OPERATIONS } from "@/keeper/server/api/operations"
import { type AnswerCheck, createAnswerCheck } from "@/keeper/testing/openapi-answers"
import { createTestService, type Door, openDoor, type TestService } from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS } from "@/sandbox/seed"

const testEnv = shareTestEnv()
let door: Door
let service: TestService
let document: OpenApiDocument
let answerCheck: AnswerCheck

beforeAll(async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ choose: "harbourBakery" })
  await testEnv.consent({ as: "taro", choose: "sakura" })
  door = await openDoor(testEnv)
  service = await createTestService(testEnv, {
    tenantIds: [TENANTS.mapleFlorist, TENANTS.harbourBakery],
  })
  const response = await fetch(`${door.url}/api/v1/openapi.json`)
  document = (await response.json()) as OpenApiDocument
  answerCheck = createAnswerCheck(document)
})

/** Asks, and holds whatever is answered to what the document says of that operation, status and type. */
async function ask(path: string, options: Ask = {}): Promise<Reply> {
  const { as = service, method = "GET", body, headers = {} } = options
  const credentials = Buffer.from(`${as.clientId}:${as.clientSecret}`).toString("base64")
  const response = await fetch(door.url + path, {
    method,
    headers: { authorization: `Basic ${credentials}`, ...headers },
    body,
  })
  const text = await response.text()
  const reply = {
    status: response.status,
    headers: response.headers,
    body: text === "" ? null : JSON.parse(text),
  }
  const template = path.split("?")[0]?.replace(/(tenants)\/[^/]+/, "$1/{tenantId}") ?? ""
  expect(answerCheck.findFault({ path: template, method }, reply), path).toBeNull()
  return reply
}

it("is described by an OpenAPI 3.1 document, and a page of its own", async () => {
  expect(document.openapi).toMatch(/^3\.1\./)
  const stated = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const operations = API_OPERATIONS.map(({ method, path }) => `${method} ${path}`)
  expect(stated).toEqual(["POST /oauth/token", ...operations])
  for (const path of ["/api/v1", "/api/v1/docs"]) {
    const page = await fetch(door.url + path)
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8")
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'")
    const html = await page.text()
    expect(html).not.toMatch(/(src|<link[^>]+href)="https?:/)
    const [, script] = /<script src="([^"]+)"/.exec(html) ?? []
    const drawn = await fetch(door.url + script)
    expect(drawn.headers.get("content-type")).toBe("text/javascript; charset=utf-8")
    expect(await drawn.text()).toContain("Redoc")
  }
})

it("lists what the service may reach, page by page, by status", async () => {
  const { body } = await ask("/api/v1/tenants")
  expect(body.next).toBeNull()
  expect(body.tenants).toHaveLength(2)
  expect(body.tenants[0]).toMatchObject({
    id: TENANTS.mapleFlorist,
    name: "Maple Florist",
    status: "healthy",
    status_word: "Healthy",
    reason: "ok",
    scopes: expect.arrayContaining(["accounting.settings.read"]),
  })
  const first = await ask("/api/v1/tenants?limit=1&status=healthy")
  expect(first.body.tenants).toHaveLength(1)
  const second = await ask(first.body.next)
  expect(second.body).toMatchObject({ tenants: [{ id: TENANTS.harbourBakery }], next: null })
  expect((await ask("/api/v1/tenants?status=paused,removed")).body.tenants).toEqual([])
  const all = await createTestService(testEnv)
  expect((await ask("/api/v1/tenants", { as: all })).body.tenants).toHaveLength(3)
})

it("gives one organisation and its token", async () => {
  const { body } = await ask(`/api/v1/tenants/${TENANTS.mapleFlorist}`)
  expect(new Date(body.sign_in_valid_until) > new Date()).toBe(true)
  const token = await ask(`/api/v1/tenants/${TENANTS.mapleFlorist}/token?minimum_seconds=600`)
  expect(token.body).toMatchObject({ token_type: "Bearer", tenant_name: "Maple Florist" })
  const head = await fetch(`${door.url}/api/v1/tenants`, { method: "HEAD" })
  expect(head.status).toBe(401)
})

it("refuses with problem documents of stable types", async () => {
  const cases: [string, Ask, number, string][] = [
    [`/api/v1/tenants/${TENANTS.sakura}`, {}, 404, "invalid-target"],
    [`/api/v1/tenants/${randomUUID()}/token`, {}, 404, "invalid-target"],
    ["/api/v1/tenants/'OR'1=1", {}, 404, "invalid-target"],
    ["/api/v1/tenants/'%20OR%201=1", {}, 404, "not-found"],
    ["/api/v1/tenants?limit=0", {}, 400, "invalid-request"],
    ["/api/v1/tenants?limit=1&limit=2", {}, 400, "invalid-request"],
    ["/api/v1/tenants?__proto__=1", {}, 400, "invalid-request"],
    [`/api/v1/tenants?client_secret=${service.clientSecret}`, {}, 400, "invalid-request"],
    ["/api/v1/tenants?after=x", {}, 400, "invalid-request"],
    ["/api/v1/tenants?status=fine", {}, 400, "invalid-request"],
    [
      `/api/v1/tenants/${TENANTS.mapleFlorist}/token?minimum_seconds=1501`,
      {},
      400,
      "invalid-request",
    ],
    ["/api/v1/tenants?limit=1e1", {}, 400, "invalid-request"],
    ...["0x5dc", "1e3", "60.0", "+60", " 60"].map((text): [string, Ask, number, string] => [
      `/api/v1/tenants/${TENANTS.mapleFlorist}/token?minimum_seconds=${encodeURIComponent(text)}`,
      {},
      400,
      "invalid-request",
    ]),
    ["/api/v1/tenants", { as: { ...service, clientSecret: "tnt_x" } }, 401, "invalid-client"],
    ["/api/v1/nothing", {}, 404, "not-found"],
    ["/api/v1/tenants", { method: "DELETE" }, 405, "method-not-allowed"],
    ["/api/v1/openapi.json", { method: "OPTIONS" }, 405, "method-not-allowed"],
    ["/api/v1/docs", { method: "POST" }, 405, "method-not-allowed"],
  ]
  for (const [path, options, status, type] of cases) {
    const { body, headers } = await ask(path, options)
    expect([body.status, body.type], path).toEqual([status, `urn:tenantry:problem:${type}`])
    expect(headers.get("content-type")).toBe("application/problem+json")
  }
})

it("checks both axes when a service tells that Xero turned it away", async () => {
  const path = `/api/v1/tenants/${TENANTS.harbourBakery}/report`
  const json = { "content-type": "application/json" }
  const post = (body: string, headers: Record<string, string> = json) =>
    ask(path, { method: "POST", body, headers })
  const well = await post('{"status":401}')
  expect(well.body).toMatchObject({ sign_in: "works", listed: true, tenant: { status: "healthy" } })
  door.context.findings.forget()
  await testEnv.control.disconnect({ tenantId: TENANTS.harbourBakery })
  const found = await post('{"status":403}')
  expect(found.body).toMatchObject({
    sign_in: "works",
    listed: false,
    tenant: { id: TENANTS.harbourBakery, status: "disconnected_in_xero" },
  })
  const event = { kind: "tenant.checked", serviceId: service.clientId }
  expect(await testEnv.db.auditEvent.count({ where: event })).toBe(2)
  const token = await ask(`/api/v1/tenants/${TENANTS.harbourBakery}/token`)
  expect([token.status, token.body.error]).toEqual([409, "tenant_disconnected"])
  for (const body of ['{"status":500}', "{", "[]", '{"status":401,"x":1}', "null"]) {
    expect((await post(body)).status, body).toBe(400)
  }
  expect((await post("status=401", { "content-type": "text/plain" })).status).toBe(415)
  expect((await post("x".repeat(20_000))).status).toBe(413)
})

it("says that a sign-in was handed over, and not until when it would be valid", async () => {
  await testEnv.db.grant.updateMany({
    where: { connections: { some: { tenantId: TENANTS.mapleFlorist } } },
    data: { state: "ended", endedReason: "handed_over", endedAt: new Date() },
  })
  const { body } = await ask(`/api/v1/tenants/${TENANTS.mapleFlorist}`)
  expect(body).toMatchObject({
    status_word: "Handed over",
    reason: "handed_over",
    sign_in_valid_until: null,
  })
})

type Ask = {
  as?: TestService
  method?: string
  body?: string
  headers?: Record<string, string>
}
type Reply = { status: number; headers: Headers; body: ReturnType<typeof JSON.parse> }
