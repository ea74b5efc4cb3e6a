import { afterAll, beforeAll, expect, it } from "vitest"
import { health, readiness } from "@/keeper/server/health"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"

let testEnv: TestEnv
beforeAll(async () => {
  testEnv = await startTestEnv()
})
afterAll(() => testEnv.close())

it("tells how many refreshes are due, for how long the first of them, and what incident is open", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  expect(await health(testEnv.keeper)).toEqual({
    status: "ok",
    backlog: 0,
    oldestDueInSeconds: 0,
    appFault: null,
    journal: null,
    openIncidents: [],
  })
  await testEnv.db.$executeRaw`
    UPDATE "Grant" SET "refreshDueAt" = clock_timestamp() - interval '90 seconds' WHERE "id" = ${grantId}::uuid`
  const { openedAt } = await testEnv.db.incident.create({ data: { kind: "xero_trouble" } })
  const report = await health(testEnv.keeper)
  expect(report).toMatchObject({ status: "ok", backlog: 1 })
  expect(report.oldestDueInSeconds).toBeGreaterThanOrEqual(90)
  expect(report.openIncidents).toEqual([{ kind: "xero_trouble", since: openedAt }])
})

it("names every reason why it is not ready", async () => {
  const vault = { ...testEnv.keeper.vault, probe: async () => false }
  const guard = { ...testEnv.keeper.guard, isCopy: () => true }
  const unsaved = new Set(["one"])
  const broken = { ...testEnv.keeper, vault, guard, unsaved, draining: true }
  expect(await health(broken)).toMatchObject({
    status: "not_ready",
    reasons: ["vault_fails_its_probe", "answers_not_saved_yet", "copied_database", "draining"],
  })
})

it("takes requests in a copied database and beside answers that are not saved yet, but not while it stops", async () => {
  const guard = { ...testEnv.keeper.guard, isCopy: () => true }
  const troubled = { ...testEnv.keeper, guard, unsaved: new Set(["one"]) }
  expect(await readiness(troubled)).toEqual({ status: "ok" })
  const vault = { ...testEnv.keeper.vault, probe: async () => false }
  expect(await readiness({ ...troubled, vault, draining: true })).toEqual({
    status: "not_ready",
    reasons: ["vault_fails_its_probe", "draining"],
  })
})
