import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { parse } from "yaml"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { createMetrics } from "@/keeper/numbers/create-metrics"
import { createServer } from "@/keeper/server/create-server"
import { mountMetrics } from "@/keeper/server/metrics"
import { finds, parseMetrics, type Sample, selectorsOf } from "@/keeper/testing/metrics-text"
import { askToken, createTestService, type Door, formOf, openDoor } from "@/keeper/testing/services"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { TENANTS } from "@/sandbox/seed"

const TOKEN = "t".repeat(32)
let testEnv: TestEnv
let door: Door
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tenantry-journal-"))
  testEnv = await startTestEnv({ env: { JOURNAL_DIR: folder } })
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await refreshGrant(testEnv.keeper, grantId)
  door = await openDoor(testEnv)
  const service = await createTestService(testEnv)
  const form = { ...formOf(service), resource: TENANTS.mapleFlorist }
  for (let turn = 0; turn < 3; turn += 1) await askToken(door, form)
  await askToken(door, { ...form, client_secret: "wrong" })
})
afterAll(async () => {
  await testEnv.close()
  rmSync(folder, { recursive: true })
})

async function scrape(keeper = testEnv.keeper): Promise<Sample[]> {
  return parseMetrics(await createMetrics(keeper, door.context.tokens).read())
}

function sampleOf(samples: Sample[], name: string, labels: Record<string, string> = {}) {
  return samples.find(
    (one) =>
      one.name === name &&
      Object.entries(labels).every(([key, value]) => one.labels[key] === value),
  )?.value
}

it("tells how many token requests had which outcome, how many refreshes, and how organisations stand", async () => {
  const samples = await scrape()
  const answers = "tenantry_token_answer_duration_seconds"
  expect(sampleOf(samples, `${answers}_count`, { outcome: "ok" })).toBe(3)
  expect(sampleOf(samples, `${answers}_bucket`, { outcome: "ok", le: "+Inf" })).toBe(3)
  expect(sampleOf(samples, `${answers}_count`, { outcome: "invalid_client" })).toBe(1)
  expect(sampleOf(samples, "tenantry_token_cache_lookups_total", { result: "hit" })).toBe(2)
  expect(
    sampleOf(samples, "tenantry_xero_request_duration_seconds_count", {
      request: "refresh",
      outcome: "ok",
    }),
  ).toBe(1)
  expect(sampleOf(samples, "tenantry_organisations", { status: "healthy" })).toBe(1)
  expect(sampleOf(samples, "tenantry_organisations", { status: "reconnect_needed" })).toBe(0)
  expect(sampleOf(samples, "tenantry_chains", { state: "active" })).toBe(1)
  const days = (sampleOf(samples, "tenantry_soonest_expiry_seconds") ?? 0) / 86_400
  expect(days).toBeGreaterThan(59)
  expect(days).toBeLessThanOrEqual(60)
})

it("answers every query of the dashboard and of the alert rules with a metric that there is", async () => {
  const samples = await scrape()
  // Prometheus adds these labels and this metric itself.
  const scraped = samples.map((one) => ({
    ...one,
    labels: { ...one.labels, job: "tenantry", instance: "127.0.0.1:3001" },
  }))
  const up = { name: "up", labels: { job: "tenantry" }, value: 1 }
  const unmet = [...dashboardQueries(), ...alertQueries()].flatMap((query) =>
    selectorsOf(query)
      .filter((selector) => !finds(selector, [...scraped, up]))
      .map(() => query),
  )
  expect(unmet).toEqual([])
})

it("leaves out what the database does not say in time, and says so", async () => {
  const silent = {
    ...testEnv.keeper,
    readings: {
      ...testEnv.keeper.readings,
      run: () => Promise.reject(new Error("the database is away")),
    },
  }
  const samples = await scrape(silent)
  expect(sampleOf(samples, "tenantry_database_up")).toBe(0)
  expect(samples.filter(({ name }) => name === "tenantry_due_chains")).toEqual([])
  expect(samples.filter(({ name }) => name === "tenantry_organisations")).toEqual([])
})

it("shows the numbers to whoever has the token, and nothing to anybody else", async () => {
  const server = createServer(testEnv.keeper, ["s".repeat(32)])
  mountMetrics(server, createMetrics(testEnv.keeper, door.context.tokens), TOKEN)
  const ask = (authorization?: string) =>
    server.inject({ url: "/metrics", headers: authorization ? { authorization } : {} })
  const refused = await Promise.all([ask(), ask("Bearer wrong"), ask(TOKEN), ask("Bearer ")])
  expect(refused.map((one) => [one.statusCode, one.body])).toEqual(
    refused.map(() => [404, '{"error":"not_found"}']),
  )
  const shown = await ask(`Bearer ${TOKEN}`)
  expect(shown.headers["content-type"]).toContain("text/plain; version=0.0.4")
  expect(parseMetrics(shown.body).length).toBeGreaterThan(50)
  expect(shown.body).not.toMatch(/Maple|example/)
  await server.close()
})

function dashboardQueries(): string[] {
  const { panels } = JSON.parse(readFileSync("deploy/grafana/tenantry.json", "utf8"))
  return panels.flatMap((panel: Panel) =>
    panel.targets.map(({ expr }) => expr.replaceAll("$__rate_interval", "1m")),
  )
}

function alertQueries(): string[] {
  const { groups } = parse(readFileSync("deploy/prometheus/alerts.yaml", "utf8"))
  return groups.flatMap((group: { rules: { expr: string }[] }) =>
    group.rules.map(({ expr }) => expr),
  )
}

type Panel = { targets: { expr: string }[] }
