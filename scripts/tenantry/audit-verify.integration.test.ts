import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { chainEvents } from "@/keeper/audit/chain-events"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { run } from "./run"

let testEnv: TestEnv
let said: string[]
let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "tenantry-verify-"))
  testEnv = await startTestEnv({ env: { DATA_DIR: dataDir } })
  said = []
  vi.spyOn(console, "log").mockImplementation((line: string) => said.push(line))
  vi.spyOn(console, "error").mockImplementation((line: string) => said.push(line))
  for (const name of ["DATABASE_URL", "VAULT_KEYS", "DATA_DIR"]) vi.stubEnv(name, testEnv.env[name])
})
afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  await testEnv.close()
  await rm(dataDir, { recursive: true })
})

test("an operator is told that the chain of events is whole, and which block is the newest", async () => {
  await testEnv.db.auditEvent.create({ data: { kind: "member.signed_in" } })
  await chainEvents(testEnv.keeper)
  expect(await run(["audit", "verify"])).toBe(0)
  const [counts, head, verdict] = said.join("\n").split("\n")
  expect(counts).toMatch(/^\d+ events? in 1 block; 0 more are too new to be chained\.$/)
  expect(head).toMatch(/^Newest block: 1, of 2\S+, with the hash [0-9a-f]{64}$/)
  expect(verdict).toBe("The chain is whole.")
})

test("a broken chain is told with its block and event, and ends with status 1", async () => {
  const { id } = await testEnv.db.auditEvent.create({ data: { kind: "member.signed_in" } })
  await chainEvents(testEnv.keeper)
  await testEnv.db.$transaction([
    testEnv.db.$executeRaw`SET LOCAL session_replication_role = replica`,
    testEnv.db.$executeRaw`DELETE FROM "AuditEvent" WHERE "id" = ${id}`,
  ])
  expect(await run(["audit", "verify"])).toBe(1)
  const lines = said.join("\n").split("\n")
  expect(lines.at(0)).toBe(`Block 1 lacks 1 of its events: ${id}.`)
  expect(lines.at(-1)).toBe("The chain is broken.")
})

test("an end that was cut off is told with the way out, and a folder that remembers nothing is told", async () => {
  await testEnv.db.auditEvent.create({ data: { kind: "member.signed_in" } })
  await chainEvents(testEnv.keeper)
  await emptyTables(testEnv.db, "AuditEvent", "AuditBlock")
  expect(await run(["audit", "verify"])).toBe(1)
  const file = join(dataDir, "audit-head.json")
  expect(said.join("\n").split("\n").slice(2)).toEqual([
    `If a standby without the newest events took over, remove ${file}: the keeper makes it anew.`,
    "The chain is broken.",
  ])
  await rm(file)
  expect(await run(["audit", "verify"])).toBe(0)
  expect(said.join("\n")).toContain(`${file} says nothing of this database`)
})
