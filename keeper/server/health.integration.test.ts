import { expect, it, vi } from "vitest"
import { health, readiness } from "@/keeper/server/health"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import type { Db } from "@/lib/db/create-db"

const testEnv = shareTestEnv()

it("tells how many refreshes are due, for how long the first of them, and what incident is open", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  expect(await health(testEnv.keeper)).toEqual({
    status: "ok",
    isReady: true,
    disks: [],
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
    reasons: ["vault_fails_its_probe", "draining", "answers_not_saved_yet", "copied_database"],
  })
})

it("answers while the database takes connections and says nothing", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] })
  const db = { $queryRaw: () => new Promise(() => {}) } as unknown as Db
  const report = health({ ...testEnv.keeper, db })
  vi.advanceTimersByTime(1_000)
  expect(await report).toMatchObject({ isReady: true, reasons: ["database_unreachable"] })
  vi.useRealTimers()
})

it("tells a disk that is nearly full before it is wrong, and a full one and a part that keeps ending as wrong", async () => {
  const disk = { folder: "DATA_DIR", freeInMegabytes: 30, sizeInMegabytes: 400, freeFiles: 9 }
  const part = { name: "sandbox", since: "2026-11-29T00:00:00.000Z", ends: 7 }
  const on = (state: "low" | "full", parts: (typeof part)[]) => ({
    ...testEnv.keeper,
    machine: { ...testEnv.keeper.machine, disks: () => [{ ...disk, state }], parts: () => parts },
  })
  expect(await health(on("low", []))).toMatchObject({ status: "ok", warnings: ["disk_low"] })
  const shut = { ...disk, state: "ok" as const, unwritable: "EROFS" }
  const machine = { ...testEnv.keeper.machine, disks: () => [shut] }
  expect(await health({ ...testEnv.keeper, machine })).toMatchObject({
    status: "ok",
    warnings: ["folder_unwritable"],
    disks: [{ folder: "DATA_DIR", unwritable: "EROFS" }],
  })
  const wrong = await health(on("full", [part]))
  expect(wrong).toMatchObject({ isReady: true, reasons: ["disk_full", "part_keeps_ending"] })
  expect(wrong).toMatchObject({ disks: [{ folder: "DATA_DIR", state: "full" }], parts: [part] })
})

it.each([
  ["DATA_DIR", false, { status: "not_ready", reasons: ["disk_full"] }],
  ["JOURNAL_DIR", true, { status: "not_ready", reasons: ["disk_full"] }],
  ["JOURNAL_DIR", false, { status: "ok", warnings: ["disk_full"] }],
])(
  "a full disk of %s, with JOURNAL_REQUIRED: %s, is told, and takes no requests away",
  async (folder, isRequired, told) => {
    const disk = { folder, freeInMegabytes: 0, sizeInMegabytes: 400, freeFiles: 9 }
    const full = {
      ...testEnv.keeper,
      journal: { ...testEnv.keeper.journal, isRequired },
      machine: { ...testEnv.keeper.machine, disks: () => [{ ...disk, state: "full" as const }] },
    }
    expect(await health(full)).toMatchObject({ ...told, isReady: true })
    expect(await readiness(full)).toEqual({ status: "ok" })
  },
)

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
