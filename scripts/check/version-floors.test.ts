import { readFileSync } from "node:fs"
import { expect, test } from "vitest"

// Known vulnerabilities were mended in these versions.
const FLOORS = {
  next: "16.4.6",
  react: "19.3.1",
  "react-dom": "19.3.1",
  "next-auth": "4.24.15",
  prisma: "7.10.0",
  "@prisma/client": "7.10.0",
}
const lock: Lock = JSON.parse(readFileSync("package-lock.json", "utf8"))

test.each(Object.entries(FLOORS))("%s is %s or later, wherever it is installed", (name, floor) => {
  const versions = listVersions(name)
  expect(versions).not.toEqual([])
  for (const version of versions) expect(isAtLeast(version, floor), version).toBe(true)
})

test("a version is compared by its numbers, and a pre-release comes before its release", () => {
  expect(isAtLeast("16.10.0", "16.4.6")).toBe(true)
  expect(isAtLeast("16.4.5", "16.4.6")).toBe(false)
  expect(isAtLeast("16.4.6-canary.1", "16.4.6")).toBe(false)
})

test.each([
  ["package.json", /"node": ">=([\d.]+)"/],
  ["README.md", /Node\.js ([\d.]+) or newer/],
  ["CONTRIBUTING.md", /([\d.]+) at least\) and npm/],
  ["docs/operations.md", /`\.nvmrc`; ([\d.]+) at least/],
  ["scripts/build/bundle.ts", /target: "node([\d.]+)"/],
  [".github/workflows/check.yml", /node: \["([\d.]+)"/],
])("%s names the oldest Node that the start takes", (file, named) => {
  const [, major, minor] =
    /LEAST_NODE = \[(\d+), (\d+)\]/.exec(read("scripts/start/install.mjs")) ?? []
  expect(named.exec(read(file))?.[1]).toBe(`${major}.${minor}`)
})

function read(file: string): string {
  return readFileSync(file, "utf8")
}

function listVersions(name: string): string[] {
  const ending = `node_modules/${name}`
  return Object.entries(lock.packages)
    .filter(([path]) => path === ending || path.endsWith(`/${ending}`))
    .map(([, entry]) => entry.version ?? "0")
}

function isAtLeast(version: string, floor: string): boolean {
  const [release = "", preRelease] = version.split("-")
  const order = release.localeCompare(floor, "en", { numeric: true })
  return preRelease === undefined ? order >= 0 : order > 0
}

type Lock = { packages: Record<string, { version?: string }> }
