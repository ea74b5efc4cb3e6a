import { InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base"
import { afterAll, beforeAll, expect, it, vi } from "vitest"
import { createServer } from "@/keeper/server/create-server"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { startTracing } from "@/lib/trace/start-tracing"
import { traced, traceHeaders } from "@/lib/trace/traced"
import { TENANTS } from "@/sandbox/seed"

const SECRET = "s".repeat(32)
const spans = new InMemorySpanExporter()
let tracing: Awaited<ReturnType<typeof startTracing>>
let testEnv: TestEnv
beforeAll(async () => {
  vi.stubEnv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=trial,service.name=other")
  tracing = await startTracing("keeper", new SimpleSpanProcessor(spans))
  vi.unstubAllEnvs()
  testEnv = await startTestEnv()
  await testEnv.consent({ choose: "mapleFlorist" })
})
afterAll(async () => {
  await testEnv.close()
  await tracing?.stop()
})

it("follows one request from web through the keeper to the database and to Xero, and carries no token", async () => {
  const server = createServer(testEnv.keeper, [SECRET])
  spans.reset()
  const answer = await traced("a page", {}, async () =>
    server.inject({
      method: "POST",
      url: "/operations/refreshGrant",
      headers: {
        ...traceHeaders(),
        authorization: `Bearer ${SECRET}`,
        "tenantry-member": testEnv.memberId,
      },
      payload: { tenantId: TENANTS.mapleFlorist },
    }),
  )
  expect(answer.json()).toMatchObject({ kind: "refreshed" })
  const seen = spans.getFinishedSpans()
  const find = (name: string) => seen.find((one) => one.name === name)
  const from = { "deployment.environment.name": "trial", "service.name": "tenantry-keeper" }
  expect(seen[0]?.resource.attributes).toMatchObject(from)
  const [page, operation] = [find("a page"), find("operation refreshGrant")]
  expect(operation?.parentSpanContext?.spanId).toBe(page?.spanContext().spanId)
  for (const name of ["operation refreshGrant", "xero refresh", "postgresql INSERT"])
    expect(find(name)?.spanContext().traceId, name).toBe(page?.spanContext().traceId)
  const told = JSON.stringify(seen.map(({ name, attributes }) => ({ name, attributes })))
  for (const secret of [SECRET, TENANTS.mapleFlorist]) expect(told).not.toContain(secret)
  expect(told).not.toMatch(/eyJ/)
  await server.close()
})
