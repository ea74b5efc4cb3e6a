import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { readReport } from "./read-report"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "report-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test("names each test of Vitest that failed, and each file that failed outside its tests", () => {
  const failed = {
    fullName: "lists › sorts",
    status: "failed",
    failureMessages: ["Error: 1 is not 2\nat line 3"],
  }
  const passed = { fullName: "lists › counts", status: "passed", failureMessages: [] }
  const broken = {
    name: `${process.cwd()}/lib/b.test.ts`,
    status: "failed",
    message: "Cannot find c",
    assertionResults: [],
  }
  const report = {
    numPassedTests: 1,
    numFailedTests: 1,
    numPendingTests: 0,
    numTodoTests: 2,
    testResults: [
      {
        name: `${process.cwd()}/lib/a.test.ts`,
        status: "failed",
        message: "",
        assertionResults: [failed, passed],
      },
      broken,
    ],
  }
  expect(read(report)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 2,
    failures: [
      "lib/a.test.ts › lists › sorts › Error: 1 is not 2",
      "lib/b.test.ts › Cannot find c",
    ],
  })
})

test("names each test of Playwright that failed, in suites within suites too", () => {
  const spec = (title: string, ok: boolean, error?: { message: string }) => ({
    file: "lists.spec.ts",
    title,
    ok,
    tests: [{ results: [{ error }] }],
  })
  const report = {
    stats: { expected: 1, unexpected: 1, flaky: 0, skipped: 0 },
    suites: [
      {
        specs: [spec("opens", true)],
        suites: [{ specs: [spec("sorts", false, { message: "Error: not visible\nCall log" })] }],
      },
    ],
  }
  expect(read(report)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
    failures: ["lists.spec.ts › sorts › Error: not visible"],
  })
})

test("says nothing where there is no report, or half of one", () => {
  expect(readReport(join(folder, "none.json"))).toBeNull()
  writeFileSync(join(folder, "half.json"), '{"numPassed')
  expect(readReport(join(folder, "half.json"))).toBeNull()
})

function read(report: unknown) {
  const file = join(folder, "report.json")
  writeFileSync(file, JSON.stringify(report))
  return readReport(file)
}
