import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test, vi } from "vitest"
import { runTool } from "./run-tool"

test("what a tool leaves among what is temporary is taken away", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tenantry-tool-test-"))
  const [tool, found] = [join(folder, "tool.mjs"), join(folder, "found")]
  const lines = [
    'import { mkdtempSync, writeFileSync } from "node:fs"',
    `writeFileSync(${JSON.stringify(found)}, mkdtempSync(process.env.TMPDIR + "/left-"))`,
  ]
  writeFileSync(tool, lines.join("\n"))
  await runTool([tool], new AbortController().signal)
  const left = readFileSync(found, "utf8").split("/").slice(-2)
  expect(readdirSync(tmpdir())).not.toContain(left[0])
})

test.each([
  ["is not there", "/no/such/program", [], "ENOENT"],
  ["is asked for too much", process.execPath, ["x".repeat(1_000_000)], "E2BIG"],
])("a program that %s leaves nothing among what is temporary", async (_, program, args, code) => {
  const folder = mkdtempSync(join(tmpdir(), "tenantry-tool-test-"))
  const { execPath } = process
  onTestFinished(() => {
    process.execPath = execPath
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  })
  vi.stubEnv("TMPDIR", folder)
  process.execPath = program
  await expect(runTool(args, new AbortController().signal)).rejects.toThrow(code)
  expect(readdirSync(folder)).toEqual([])
})
