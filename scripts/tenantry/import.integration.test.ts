import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { PassThrough } from "node:stream"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { isHandOverFile } from "@/keeper/hand-overs/file"
import { beginElsewhere } from "@/keeper/testing/imports"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { startWork } from "@/keeper/work/start-work"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"
import { askPassphrase } from "./ask-passphrase"
import { run } from "./run"

vi.mock("./ask-passphrase", () => ({ askPassphrase: vi.fn() }))

let testEnv: TestEnv
let folder: string
let said: string[]
beforeEach(async () => {
  testEnv = await startTestEnv()
  folder = await mkdtemp(join(tmpdir(), "tenantry-import-"))
  said = []
  vi.spyOn(console, "log").mockImplementation((line: string) => said.push(line))
  vi.spyOn(console, "error").mockImplementation((line: string) => said.push(line))
  for (const name of ["DATABASE_URL", "VAULT_KEYS"]) vi.stubEnv(name, testEnv.env[name])
})
afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
  await testEnv.close()
})

test("an operator sees what was read, and sends it only after saying that the old program has stopped", async () => {
  const token = await beginElsewhere(testEnv, XERO_USERS.alice, [TENANTS.mapleFlorist])
  const file = join(folder, "tokens.csv")
  await writeFile(file, `refresh_token,reference\n${token},Maple\n,Rose\n`)
  expect(await run(["import", file])).toBe(1)
  expect(said.slice(0, 2)).toEqual([
    "line 2 · CSV · Maple · age unknown · can be sent",
    "line 3 · CSV · Rose · age unknown · Not usable: no refresh token",
  ])
  expect(said.at(-1)).toBe("Nothing was sent, and the file is forgotten.")
  expect(await testEnv.db.importRow.count()).toBe(0)
  const work = startWork(testEnv.keeper)
  const status = await run(["import", file, "--old-program-stopped"])
  await work.stop()
  expect(status).toBe(0)
  expect(said).toContain("line 2 · CSV · Maple · age unknown · Connected: Maple Florist")
  expect(said.join("\n")).not.toContain(token)
})

test("who leaves the question at the terminal sends nothing, and it does not stand beside the result", async () => {
  const token = await beginElsewhere(testEnv, XERO_USERS.alice, [TENANTS.mapleFlorist])
  const file = join(folder, "tokens.csv")
  await writeFile(file, `refresh_token\n${token}\n`)
  const terminal = Object.assign(new PassThrough(), { isTTY: true })
  vi.spyOn(process, "stdin", "get").mockReturnValue(terminal as never)
  const written = vi.spyOn(process.stdout, "write")
  terminal.end()
  expect(await run(["import", file, "--json"])).toBe(1)
  expect(said.at(-1)).toContain("Nothing was sent, and the file is forgotten.")
  expect(written.mock.calls.join()).not.toContain("Has it stopped?")
})

test("an operator exports a sign-in with a passphrase, and a file that was made here is not sent from here", async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  const file = join(folder, "maple.json")
  vi.mocked(askPassphrase).mockResolvedValue("short")
  expect(await run(["export", TENANTS.mapleFlorist, file])).toBe(1)
  expect(said.at(-1)).toContain("12 characters")
  await testEnv.db.connection.updateMany({ data: { state: "disconnected_in_xero" } })
  expect(await run(["export", TENANTS.mapleFlorist, file])).toBe(1)
  expect(said.at(-1)).toBe("No working sign-in reaches this organisation.")
  await testEnv.db.connection.updateMany({ data: { state: "connected" } })
  vi.mocked(askPassphrase).mockRejectedValueOnce(new Error("The terminal is gone."))
  expect(await run(["export", TENANTS.mapleFlorist, file])).toBe(1)
  expect(said.at(-1)).toBe("The terminal is gone.")
  let room = 0
  vi.mocked(askPassphrase).mockImplementation(async () => {
    room = (await stat(file)).blocks
    return "a phrase that both sides know"
  })
  expect(await run(["export", TENANTS.mapleFlorist, file])).toBe(0)
  const { mode, size, blocks } = await stat(file)
  expect(mode & 0o777).toBe(0o600)
  expect(isHandOverFile(await readFile(file, "utf8"))).toBe(true)
  // From the hand-over on the file alone has the sign-in, so its room on the disk is taken before.
  expect(room).toBeGreaterThan(100 * blocks)
  expect(size).toBeLessThan(10_000)
  const grant = await testEnv.db.grant.findFirstOrThrow()
  expect(grant).toMatchObject({ state: "ended", endedReason: "handed_over" })
  expect(await run(["import", file])).toBe(1)
  expect(said.join("\n")).toContain("Known already: Tenantry holds this token")
  expect(await run(["export", TENANTS.mapleFlorist, join(folder, "again.json")])).toBe(1)
  expect(await run(["export", "maple", file])).toBe(2)
})

test("a file that cannot be read, and a wrong word, are refused with what to do", async () => {
  const file = join(folder, "tokens.json")
  await writeFile(file, '{"refresh_token"')
  expect(await run(["import", file])).toBe(1)
  expect(said.at(-1)).toBe("The file begins like JSON and is broken, or nests too deep.")
  expect(await run(["import", "/dev/zero"])).toBe(1)
  expect(said.at(-1)).toContain("10 MB")
  expect(await run(["import", folder])).toBe(1)
  expect(said.at(-1)).toContain("is a folder (EISDIR)")
  for (const words of [[], [file, "--yes"]]) {
    expect(await run(["import", ...words])).toBe(2)
    expect(said.at(-1)).toContain("Name one file")
  }
})
