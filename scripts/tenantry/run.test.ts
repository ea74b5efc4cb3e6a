import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { holdFolder } from "@/scripts/start/single-start"
import { COMMANDS } from "./commands"
import { run } from "./run"

let said: string[]
let complained: string[]
beforeEach(() => {
  said = []
  complained = []
  vi.spyOn(console, "log").mockImplementation((line: string) => said.push(line))
  vi.spyOn(console, "error").mockImplementation((line: string) => complained.push(line))
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

test.each([[["constructor"]], [["member"]], [[]]])(
  "the words %j are no command, so the commands are listed and the status is 2",
  async (words) => {
    expect(await run(words)).toBe(2)
    for (const [name, { does }] of Object.entries(COMMANDS)) {
      expect(complained[0]).toContain(`  ${name}`)
      expect(complained[0]).toContain(`  ${does}\n`)
    }
    expect(said).toEqual([])
  },
)

test.each(Object.keys(COMMANDS))(
  "%s says what it does and runs nothing when it is asked for help",
  async (name) => {
    const ran = vi.spyOn(COMMANDS[name] ?? { run }, "run")
    expect(await run([...name.split(" "), "more", "--help"])).toBe(0)
    expect(said[0]).toMatch(new RegExp(`^tenantry ${name}`))
    expect(said[0]).toContain(COMMANDS[name]?.does)
    expect(ran).not.toHaveBeenCalled()
  },
)

test.each(Object.keys(COMMANDS))(
  "%s refuses words that it does not know with status 2",
  async (name) => {
    expect(await run([...name.split(" "), "--nonsense", "more"])).toBe(2)
    expect(complained).toHaveLength(1)
  },
)

test("help with --json is one object, too", async () => {
  expect(await run(["version", "--help", "--json"])).toBe(0)
  expect(await run(["--json", "-h"])).toBe(0)
  const help = expect.stringContaining("Exit status:")
  expect(said.map((line) => JSON.parse(line))).toEqual([
    { ok: true, help },
    { ok: true, help },
  ])
})

test("a command that is not there is named, without what would move the cursor", async () => {
  expect(await run(["bak\u001b[2Jup\u009b", "file"])).toBe(2)
  expect(complained[0]).toMatch(/^There is no command bak\[2Jup\./)
})

test.each([
  ["import", "file", "--client-id"],
  ["import", "file", "--client-id", "--old-program-stopped"],
  ["import", "file", "--old-program-stopped=yes"],
  ["import", "--nonsense"],
  ["import", ""],
  ["export", "6f1b2a3c-0000-4000-8000-000000000000", "--nonsense"],
  ["backup", " "],
  ["backup", "--nonsense"],
  ["restore", "file", "--journal", ""],
  ["restore", "file", "--without", "--yes"],
  ["restore", "file", "--yes=no"],
])(
  "%s %s %s %s: a word that is unknown, empty or lacks its value has status 2",
  async (...words) => {
    expect(await run(words.filter((word) => word !== undefined))).toBe(2)
    expect(complained[0]).toMatch(/^Name /)
  },
)

const WRONG = {
  DATABASE_URL: "mysql://tenantry:s3cret@ledgers.example/tenantry",
  APP_URL: "tenantry.example",
}
test.each([
  ["migrate"],
  ["health"],
  ["setup"],
  ["member reset-password olive@ledgers.example"],
  ["member remove-factors olive@ledgers.example"],
  ["audit verify"],
  [`import ${import.meta.filename}`],
  ["export 6f1b2a3c-0000-4000-8000-000000000000 /nowhere/file"],
  ["backup /nowhere/file"],
  ["keys"],
])("%s names each wrong setting with status 78, and no value", async (words) => {
  for (const [name, value] of Object.entries(WRONG)) vi.stubEnv(name, value)
  expect(await run([...words.split(" "), "--json"])).toBe(78)
  const { ok, problems } = JSON.parse(said[0] ?? "")
  expect(ok).toBe(false)
  expect(problems.map((one: { name: string }) => one.name).sort()).toEqual([
    "APP_URL",
    "DATABASE_URL",
  ])
  expect(said[0]).not.toContain("s3cret")
})

test.each([["migrate"], ["setup"], ["keys"], ["backup", "/nowhere/file"]])(
  "%s makes no database of its own, whose vault keys only a start makes",
  async (...words) => {
    const dataDir = mkdtempSync(join(tmpdir(), "tenantry-run-"))
    vi.stubEnv("DATABASE_URL", " ")
    vi.stubEnv("DATA_DIR", dataDir)
    expect(await run(words)).toBe(1)
    expect(complained[0]).toContain(`There is no database: ${dataDir}`)
    expect(readdirSync(dataDir)).toEqual([])
    rmSync(dataDir, { recursive: true })
  },
)

test.each([["start", "--no-env-file"], ["check-config"], ["web"], ["keeper"]])(
  "what keeps %s from running is one object with --json, too",
  async (...words) => {
    vi.stubEnv("DATABASE_URL", "")
    vi.stubEnv("APP_URL", "tenantry.example")
    expect(await run([...words, "--json"])).toBe(78)
    const { ok, error, problems } = JSON.parse(said[0] ?? "")
    expect([ok, error]).toEqual([false, expect.stringContaining("APP_URL must be")])
    const problem = expect.stringContaining("must be")
    expect(problems).toContainEqual({ name: "APP_URL", problem })
  },
)

test.each([
  [{ pid: 1, address: "http://localhost:3000" }, 0, "migrated it at its start"],
  [{ pid: 1 }, 1, "is in use by another command"],
])("migrate beside what says %j of itself ends with %i", async (holder, status, words) => {
  const dataDir = mkdtempSync(join(tmpdir(), "tenantry-run-"))
  mkdirSync(join(dataDir, "postgres"))
  await holdFolder(dataDir, () => holder)
  vi.stubEnv("DATABASE_URL", "")
  vi.stubEnv("DATA_DIR", dataDir)
  expect(await run(["migrate"])).toBe(status)
  expect([...said, ...complained].join()).toContain(words)
  rmSync(dataDir, { recursive: true })
})

test("with --json a success and a failure are one object each on standard output", async () => {
  expect(await run(["version", "--json"])).toBe(0)
  expect(await run(["version", "--json", "more"])).toBe(2)
  expect(said.map((line) => JSON.parse(line))).toMatchObject([
    { ok: true, node: process.versions.node },
    { ok: false, error: "version takes no arguments." },
  ])
  expect(complained).toEqual([])
})

test("a large integer is a number in JSON", async () => {
  const facts = { head: { number: 7n, madeAt: new Date(0) } }
  vi.spyOn(COMMANDS.version ?? { run }, "run").mockResolvedValue({ status: 0, text: "", facts })
  expect(await run(["version", "--json"])).toBe(0)
  expect(said).toEqual(['{"ok":true,"head":{"number":7,"madeAt":"1970-01-01T00:00:00.000Z"}}'])
})

test.each([
  ["/nowhere/tokens.csv", "/nowhere/tokens.csv does not exist (ENOENT)."],
  [import.meta.dirname, "The file is a folder (EISDIR)."],
  [
    `${import.meta.filename}/tokens.csv`,
    `${import.meta.filename}/tokens.csv is not in a folder (ENOTDIR).`,
  ],
  [`/${"x".repeat(300)}`, `/${"x".repeat(300)} has a name that is too long (ENAMETOOLONG).`],
])("import of %s says what is wrong with the file", async (file, words) => {
  expect(await run(["import", file])).toBe(1)
  expect(complained).toEqual([words])
})

test("what a command throws is told in its words, with status 1", async () => {
  vi.spyOn(COMMANDS.version ?? { run }, "run").mockRejectedValue(new Error("no such file"))
  expect(await run(["version"])).toBe(1)
  expect(complained).toEqual(["no such file"])
})
