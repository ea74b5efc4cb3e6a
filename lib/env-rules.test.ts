import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { namesProblems } from "@/lib/env-rules"

test("a JOURNAL_DIR that is no folder, lies below a file or cannot be looked at is a problem of that setting; one to be made is none", () => {
  const folder = mkdtempSync(join(tmpdir(), "tenantry-journal-"))
  const [file, circle] = [join(folder, "file"), join(folder, "circle")]
  writeFileSync(file, "")
  symlinkSync(circle, circle)
  expect(problemsOf(file)).toEqual([`names ${file}, which is not a folder`])
  expect(problemsOf(join(file, "below"))).toEqual([
    `names ${join(file, "below")}, which is not a folder`,
  ])
  expect(problemsOf(circle)).toEqual([`names ${circle}, which cannot be looked at (ELOOP)`])
  expect(problemsOf(folder)).toEqual([])
  expect(problemsOf(join(folder, "new"))).toEqual([])
  rmSync(folder, { recursive: true })
})

function problemsOf(folder: string): string[] {
  const problems = namesProblems({ JOURNAL_DIR: folder })
  return problems.filter((one) => one.name === "JOURNAL_DIR").map((one) => one.problem)
}
