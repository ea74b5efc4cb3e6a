import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { holdBuild, requireUnused } from "./in-use"

test("pages are not built anew underneath a start that shows them, and who shows them is told", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tenantry-build-"))
  await requireUnused(folder)
  await holdBuild(folder, "http://localhost:3000")
  await holdBuild(folder, "http://localhost:4000")
  await expect(requireUnused(folder)).rejects.toThrow(
    `Tenantry at http://localhost:3000 (process ${process.pid})`,
  )
  rmSync(folder, { recursive: true })
})
