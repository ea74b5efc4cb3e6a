import { beforeAll, expect, it, vi } from "vitest"
import { openApiDocument } from "@/keeper/server/api/openapi"
import { createClientSecret } from "@/keeper/services/access/client-secret"
import { beginElsewhere, finishImporting, presentationsOf } from "@/keeper/testing/imports"
import { createAnswerCheck } from "@/keeper/testing/openapi-answers"
import { createTestService, type Door, openDoor, type TestService } from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { SANDBOX_CLIENT, TENANTS, XERO_USERS } from "@/sandbox/seed"

const answerCheck = createAnswerCheck(openApiDocument("http://localhost:3000"))
const testEnv = shareTestEnv()
let door: Door
let service: TestService
beforeAll(async () => {
  door = await openDoor(testEnv)
  service = await createTestService(testEnv)
  await allow(service.clientId)
})

async function allow(id: string): Promise<void> {
  await testEnv.db.$executeRaw`
    UPDATE "Service" SET "rights" = ARRAY['import_tokens']::"ServiceRight"[] WHERE "id" = ${id}::uuid`
}

/** Asks as a program does; each answer is as the document states it. */
async function ask(by: TestService, importId: string | null, body?: unknown, key?: string) {
  const headers = {
    ...(key === undefined ? {} : { "idempotency-key": key }),
    authorization: `Basic ${btoa(`${by.clientId}:${by.clientSecret}`)}`,
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  }
  const path = importId === null ? "/api/v1/imports" : `/api/v1/imports/${importId}`
  const method = body === undefined ? "GET" : "POST"
  const response = await fetch(door.url + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const reply = {
    status: response.status,
    headers: response.headers,
    body: await response.json(),
  }
  const stated = importId === null ? "/api/v1/imports" : "/api/v1/imports/{importId}"
  expect(answerCheck.findFault({ path: stated, method }, reply)).toBeNull()
  return reply
}

it("a service with the right imports tokens once, and reads what became of each", async () => {
  const token = await beginElsewhere(testEnv, XERO_USERS.alice, [TENANTS.mapleFlorist])
  const request = {
    content: `refresh_token,reference\n${token},Maple\n,Nothing\n`,
    old_program_stopped: true,
  }
  const begun = await ask(service, null, request)
  expect(begun.body).toMatchObject({
    finished: false,
    rows: [
      { line: 2, reference: "Maple", outcome: null },
      { line: 3, outcome: "wrong", detail: "no refresh token" },
    ],
  })
  await finishImporting(testEnv, begun.body.id)
  const done = await ask(service, begun.body.id)
  expect(done.body).toMatchObject({
    finished: true,
    rows: [{ outcome: "connected", tenants: [TENANTS.mapleFlorist] }, {}],
  })
  // Services that reach all organisations wait for an admin.
  const held = { tenantId: TENANTS.mapleFlorist, heldSince: { not: null } }
  expect(await testEnv.db.tenant.count({ where: held })).toBe(1)
  const again = await ask(service, null, request)
  expect(again.body).toMatchObject({ finished: true, rows: [{ outcome: "duplicate" }, {}] })
  expect(await presentationsOf(testEnv, token)).toBe(1)
})

it("the same request with the same key is one import, also at once, and another key or file is another", async () => {
  const request = { content: "tokens-that-nobody-issued", old_program_stopped: true }
  const replies = await Promise.all([1, 2, 3].map(() => ask(service, null, request, "monday")))
  const ids = new Set(replies.map((one) => one.body.id))
  expect(ids.size).toBe(1)
  const [id = ""] = ids
  await finishImporting(testEnv, id)
  const later = await ask(service, null, request, "monday")
  expect(later.body).toMatchObject({ id, finished: true, rows: [{ outcome: "refused" }] })
  const other = { ...request, content: "tokens-that-nobody-has" }
  for (const [body, key] of [
    [request, "tuesday"],
    [other, "monday"],
  ] as const)
    expect((await ask(service, null, body, key)).body.id).not.toBe(id)
  expect((await ask(service, null, request, "ü")).status).toBe(400)
  expect((await ask(service, null, request, " ")).status).toBe(400)
})

it("a service brings hundreds of tokens at once, and only one with the right is let send so much", async () => {
  const rows = Array.from({ length: 500 }, (_, row) => `,Customer ${row} ${"x".repeat(150)}`)
  const content = `refresh_token,reference\n${rows.join("\n")}\n`
  const request = { content, old_program_stopped: true }
  const read = await ask(service, null, request)
  expect(read.status).toBe(200)
  expect(read.body.rows).toHaveLength(500)
  const stranger = await createTestService(testEnv)
  expect((await ask(stranger, null, request)).body.error).toBe("content_too_large")
  const huge = { ...request, content: "x".repeat(2 * 1024 * 1024) }
  expect((await ask(service, null, huge)).body.error).toBe("content_too_large")
  const wrong = { ...service, clientSecret: createClientSecret().clientSecret }
  expect((await ask(wrong, null, request)).body.error).toBe("invalid_client")
  const { feed, services } = door.context
  services.forget(service.clientId)
  const find = vi.spyOn(services, "find").mockRejectedValueOnce(new Error("no database"))
  const later = { status: 503, body: { error: "temporarily_unavailable" } }
  expect(await ask(service, null, request)).toMatchObject(later)
  find.mockRestore()
  vi.spyOn(feed, "isFresh").mockReturnValue(false)
  vi.spyOn(feed, "ageInMilliseconds").mockReturnValue(Infinity)
  expect(await ask(service, null, request)).toMatchObject(later)
  vi.restoreAllMocks()
})

it("without the right, without the word that the old program has stopped, and for another's import there is a refusal", async () => {
  const request = { content: "a-made-up-token", old_program_stopped: true }
  const other = await createTestService(testEnv)
  expect((await ask(other, null, request)).body.error).toBe("access_denied")
  for (const body of [
    { content: "a-made-up-token" },
    { ...request, old_program_stopped: false },
    [],
  ])
    expect((await ask(service, null, body)).status).toBe(400)
  const unknownApp = { ...request, client_id: "nobody" }
  expect((await ask(service, null, unknownApp)).body.detail).toContain("app does not exist here")
  expect((await ask(service, null, { ...request, content: "{" })).body.detail).toContain("broken")
  const ours = { ...request, client_id: SANDBOX_CLIENT.clientId.toLowerCase() }
  const { body } = await ask(service, null, ours)
  await allow(other.clientId)
  expect((await ask(service, body.id)).status).toBe(200)
  expect((await ask(other, body.id)).status).toBe(404)
  expect((await ask(service, "nothing")).status).toBe(404)
})
