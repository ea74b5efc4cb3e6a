import { randomUUID } from "node:crypto"
import { afterEach, beforeEach, expect, it } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { takeOver } from "@/keeper/guard/take-over"
import type { Keeper } from "@/keeper/keeper"
import { refreshTenant } from "@/keeper/tenants/refresh-tenant"
import { ask } from "@/keeper/testing/installation"
import { cloneDatabase } from "@/keeper/testing/restore-database"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { TENANTS } from "@/sandbox/seed"

const HOUR_IN_SECONDS = 60 * 60
let testEnv: TestEnv
let restoredUrl: string

beforeEach(async () => {
  const env = { INSTALLATION_ID: randomUUID() }
  testEnv = await startTestEnv({ env, timings: { askAgain: [0, 0, 0] } })
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ as: "bjorn", choose: "soens" })
  // PostgreSQL copies only what nobody is connected to.
  await Promise.all([testEnv.keeper.db.$disconnect(), testEnv.db.$disconnect()])
  restoredUrl = await cloneDatabase(testEnv.url)
})
afterEach(async () => {
  const name = new URL(restoredUrl).pathname.slice(1)
  await ask(testEnv.url, `DROP DATABASE ${name} WITH (FORCE)`)
  await testEnv.close()
})

async function standings(keeper: Keeper): Promise<Record<string, string>> {
  const rows = await keeper.db.tenantOverview.findMany({
    select: { name: true, status: true, reason: true },
  })
  return Object.fromEntries(rows.map((row) => [row.name, `${row.status}:${row.reason}`]))
}

async function grantOf(tenantId: string): Promise<string> {
  const { grantId } = await testEnv.db.connection.findFirstOrThrow({
    where: { tenantId },
    select: { grantId: true },
  })
  return grantId
}

it("a restored dump is paused, then in doubt, and then says of each sign-in what Xero says", async () => {
  const [lost, kept] = [await grantOf(TENANTS.mapleFlorist), await grantOf(TENANTS.soens)]
  // After the dump the original goes on with one of the two chains, and Xero's grace passes.
  expect(await refreshGrant(testEnv.keeper, lost, { asked: true })).toEqual({ kind: "refreshed" })
  expect(await refreshGrant(testEnv.keeper, lost, { asked: true })).toEqual({ kind: "refreshed" })
  await testEnv.control.setClock(HOUR_IN_SECONDS)
  const restored = await testEnv.openAnother({ DATABASE_URL: restoredUrl })
  expect(restored.guard.sign()).toBe("database")
  const [maple, soens] = Object.keys(await standings(restored)).sort()
  const all = (one: string, other: string) => ({ [maple ?? ""]: one, [soens ?? ""]: other })
  expect(await standings(restored)).toEqual(all("paused:copied_database", "paused:copied_database"))
  const taken = await takeOver(restored, testEnv.memberId)
  expect(taken).toEqual({ kind: "taken_over", doubtful: 2 })
  expect(await standings(restored)).toEqual(all("paused:doubtful", "paused:doubtful"))
  const due = await restored.db.grant.count({ where: { refreshDueAt: { lte: new Date() } } })
  expect(due).toBe(2)
  expect(await refreshGrant(restored, kept)).toEqual({ kind: "refreshed" })
  const refresh = () => refreshTenant(restored, testEnv.memberId, TENANTS.mapleFlorist)
  expect(await refresh()).toEqual({ kind: "questioned", isDoubtful: true })
  expect(await standings(restored)).toEqual(all("paused:doubtful", "healthy:ok"))
  for (let round = 0; round < 2; round += 1) await refresh()
  expect(await refresh()).toEqual({ kind: "reconnect_needed" })
  expect(await standings(restored)).toEqual(all("reconnect_needed:lost_with_data", "healthy:ok"))
}, 60_000)
