import { cpSync, lstatSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { expect, test } from "vitest"
import { ensureLinks } from "./ensure-links"
import { getPrograms } from "./programs"

test("without its install script the package gets the same links, and keeps them", () => {
  const home = mkdtempSync(join(tmpdir(), "tenantry-links-"))
  const native = join(home, "native")
  const shipped = dirname(getPrograms().folder)
  for (const part of ["lib", "pg-symlinks.json"]) {
    cpSync(join(shipped, part), join(native, part), { recursive: true, verbatimSymlinks: true })
  }
  const lib = join(native, "lib")
  const before = linksIn(lib)
  expect(before.length).toBeGreaterThan(0)
  for (const name of before) rmSync(join(lib, name))
  ensureLinks(home)
  ensureLinks(home)
  expect(linksIn(lib)).toEqual(before)
  for (const name of before) expect(realpathSync(join(lib, name))).toContain(realpathSync(lib))
  rmSync(home, { recursive: true })
})

function linksIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => lstatSync(join(folder, name)).isSymbolicLink())
    .sort()
}
