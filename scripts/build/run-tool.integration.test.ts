import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
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
