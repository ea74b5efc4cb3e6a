import { readFileSync } from "node:fs"

/** What a runner's report as JSON says, Vitest's or Playwright's; null if there is none that can be read. */
export function readReport(file: string): Count | null {
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as VitestReport | PlaywrightReport
    return "stats" in report ? countOfPlaywright(report) : countOfVitest(report)
  } catch {
    return null
  }
}

function countOfVitest(report: VitestReport): Count {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: report.testResults.flatMap(failuresOfFile),
  }
}

/** A file can fail outside its tests too. */
function failuresOfFile({ name, status, message, assertionResults }: VitestFile): string[] {
  const failed = assertionResults.filter((one) => one.status === "failed")
  if (failed.length === 0) return status === "failed" ? [nameOf(name, "", message)] : []
  return failed.map((one) => nameOf(name, one.fullName, one.failureMessages[0]))
}

function countOfPlaywright({ stats, suites }: PlaywrightReport): Count {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
    failures: suites.flatMap(failuresOfSuite),
  }
}

function failuresOfSuite({ specs = [], suites = [] }: PlaywrightSuite): string[] {
  const failed = specs.filter((one) => !one.ok)
  return [...failed.map(nameOfSpec), ...suites.flatMap(failuresOfSuite)]
}

function nameOfSpec({ file, title, tests }: PlaywrightSpec): string {
  const errors = tests.flatMap(({ results }) => results.flatMap(({ error }) => error ?? []))
  return nameOf(file, title, errors[0]?.message)
}

/** The file, the test and the first line of the reason. */
function nameOf(file: string, title: string, reason = ""): string {
  const [line = ""] = reason.trim().split("\n")
  return [file.replace(`${process.cwd()}/`, ""), title, line]
    .filter((one) => one !== "")
    .join(" › ")
}

/** `failures`: a line for each test or check that failed. */
export type Count = { passed: number; failed: number; skipped: number; failures: string[] }
type VitestFile = {
  name: string
  status: string
  message: string
  assertionResults: { fullName: string; status: string; failureMessages: string[] }[]
}
type VitestReport = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: VitestFile[]
}
type PlaywrightSpec = {
  file: string
  title: string
  ok: boolean
  tests: { results: { error?: { message?: string } }[] }[]
}
type PlaywrightSuite = { specs?: PlaywrightSpec[]; suites?: PlaywrightSuite[] }
type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  suites: PlaywrightSuite[]
}
