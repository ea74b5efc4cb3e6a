import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { setupFile } from "@/lib/members/setup-file"
import { placeSetupLink } from "./setup-link"

const folder = mkdtempSync(join(tmpdir(), "tenantry-link-"))
afterAll(() => rmSync(folder, { recursive: true }))
const SETUP = { code: "a-code-of-the-first-start", appUrl: "https://tenantry.example" }
const LINK = "https://tenantry.example/setup?code=a-code-of-the-first-start"

test("a terminal shows the set-up link, and no file holds it", async () => {
  const dataDir = join(folder, "terminal")
  expect(await placeSetupLink({ ...SETUP, dataDir, isTerminal: true })).toContain(LINK)
  expect(existsSync(setupFile(dataDir))).toBe(false)
})

test("an output that is kept names a file, which its system user alone may read, and never the code", async () => {
  const dataDir = join(folder, "log")
  const said = await placeSetupLink({ ...SETUP, dataDir, isTerminal: false })
  expect(said).toContain(setupFile(dataDir))
  expect(said).not.toContain(SETUP.code)
  expect(readFileSync(setupFile(dataDir), "utf8").trim()).toBe(LINK)
  expect(statSync(setupFile(dataDir)).mode & 0o777).toBe(0o600)
})

test("a start with members says nothing and removes what an earlier start left", async () => {
  const dataDir = join(folder, "later")
  await placeSetupLink({ ...SETUP, dataDir, isTerminal: false })
  const after = await placeSetupLink({ ...SETUP, code: null, dataDir, isTerminal: false })
  expect([after, existsSync(setupFile(dataDir))]).toEqual([null, false])
})
