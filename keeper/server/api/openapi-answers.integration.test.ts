import { beforeAll, expect, it } from "vitest"
import { type OpenApiDocument, openApiDocument } from "@/keeper/server/api/openapi"
import { createRateLimit } from "@/keeper/services/access/rate-limit"
import { type AnswerCheck, createAnswerCheck } from "@/keeper/testing/openapi-answers"
import {
  askToken,
  createTestService,
  type Door,
  expireToken,
  formOf,
  openDoor,
  type TestService,
} from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS } from "@/sandbox/seed"

const FORM = "application/x-www-form-urlencoded"
const testEnv = shareTestEnv()
let door: Door
let service: TestService
let document: OpenApiDocument
let answerCheck: AnswerCheck
beforeAll(async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ as: "taro", choose: "sakura" })
  await testEnv.consent({ as: "zoe", choose: "palmCafe" })
  await testEnv.consent({ as: "bjorn", choose: "soens" })
  door = await openDoor(testEnv)
  service = await createTestService(testEnv)
  document = openApiDocument("http://localhost:3000")
  answerCheck = createAnswerCheck(document)
})

/** What both endpoints say of an organisation's token; each answer is as the document states it. */
async function codesOf(of: Door, resource: string): Promise<(string | number)[]> {
  const reply = await askToken(of, { ...formOf(service), resource })
  expect(answerCheck.findFault({ path: "/oauth/token", method: "POST" }, reply)).toBeNull()
  const inApi = await askApi(of, `/api/v1/tenants/${resource}/token`)
  const path = "/api/v1/tenants/{tenantId}/token"
  expect(answerCheck.findFault({ path, method: "GET" }, inApi)).toBeNull()
  for (const { status, headers } of [reply, inApi]) {
    const isLater = status === 429 || status === 503
    expect(Number(headers.get("retry-after")) >= 1).toBe(isLater)
  }
  return [reply.status, String(reply.body.error), inApi.status, String(inApi.body.error)]
}

async function askApi(of: Door, path: string) {
  const credentials = btoa(`${service.clientId}:${service.clientSecret}`)
  const headers = { authorization: `Basic ${credentials}` }
  const response = await fetch(of.url + path, { headers })
  return { status: response.status, headers: response.headers, body: await response.json() }
}

it("a token, and every reason why there is none, is answered as the document states", async () => {
  expect(await codesOf(door, TENANTS.mapleFlorist)).toEqual([200, "undefined", 200, "undefined"])
  expect(await codesOf(door, TENANTS.harbourBakery)).toEqual([
    ...[400, "invalid_target", 404, "invalid_target"],
  ])
  await testEnv.db.grant.updateMany({
    where: { connections: { some: { tenantId: TENANTS.palmCafe } } },
    data: { state: "ended", endedReason: "revoked", endedAt: new Date() },
  })
  expect(await codesOf(door, TENANTS.palmCafe)).toEqual([
    ...[409, "reconnect_required", 409, "reconnect_required"],
  ])
  await testEnv.db.connection.updateMany({
    where: { tenantId: TENANTS.soens },
    data: { state: "disconnected_in_xero" },
  })
  expect(await codesOf(door, TENANTS.soens)).toEqual([
    ...[409, "tenant_disconnected", 409, "tenant_disconnected"],
  ])
})

it("a token with warnings, and Xero's trouble, are answered as the document states", async () => {
  await testEnv.control.addFault({ target: "token", kind: "status", status: 503, times: 0 })
  await expireToken(testEnv, door, { tenantId: TENANTS.sakura, inSeconds: 120 })
  expect(await codesOf(door, TENANTS.sakura)).toEqual([200, "undefined", 200, "undefined"])
  await expireToken(testEnv, door, { tenantId: TENANTS.sakura, inSeconds: 0 })
  const later = "temporarily_unavailable"
  expect(await codesOf(door, TENANTS.sakura)).toEqual([503, later, 503, later])
  await testEnv.control.clearFaults()
})

it("too many requests are answered as the document states", async () => {
  const limited = await openDoor(testEnv)
  Object.assign(limited.context, { serviceLimit: createRateLimit({ burst: 0, perSecond: 0.1 }) })
  const often = "too_many_requests"
  expect(await codesOf(limited, TENANTS.mapleFlorist)).toEqual([429, often, 429, often])
  await limited.close()
})

it.each<[string, string, number, string?]>([
  ["no client", "grant_type=client_credentials", 401],
  ["another grant type", "GOOD&grant_type=password", 400],
  ["a parameter twice", "GOOD&resource=1&resource=2", 400],
  ["another content type", "{}", 415, "application/json"],
  ["too large a body", "x".repeat(20_000), 413],
])(
  "%s is answered at the token endpoint as the document states",
  async (_, text, status, type = FORM) => {
    const response = await fetch(`${door.url}/oauth/token`, {
      method: "POST",
      headers: { "content-type": type },
      body: text.replace("GOOD", String(new URLSearchParams(formOf(service)))),
    })
    const reply = {
      status: response.status,
      headers: response.headers,
      body: await response.json(),
    }
    expect(reply.status).toBe(status)
    expect(answerCheck.findFault({ path: "/oauth/token", method: "POST" }, reply)).toBeNull()
  },
)

it("minimum_seconds without a value counts as left out, in the API as at the token endpoint", async () => {
  await expireToken(testEnv, door, { tenantId: TENANTS.mapleFlorist, inSeconds: 200 })
  const path = `/api/v1/tenants/${TENANTS.mapleFlorist}/token?minimum_seconds=`
  expect((await askApi(door, path)).body.expires_in).toBeGreaterThan(1_000)
  const { parameters = [] } = document.paths["/api/v1/tenants/{tenantId}/token"]?.get ?? {}
  expect(parameters).toContainEqual({
    name: "minimum_seconds",
    in: "query",
    schema: { type: "integer", minimum: 0, maximum: 1_500, default: 300 },
  })
})

it("the document says that a client may authenticate in the form too", () => {
  expect(document.paths["/oauth/token"]?.post?.security).toEqual([{ client: [] }, {}])
})
