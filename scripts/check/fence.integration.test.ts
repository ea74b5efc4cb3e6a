import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"

const NESTED = `${"if (one) {\n".repeat(6)}one = !one\n${"}\n".repeat(6)}`
const BIOME = resolve("node_modules/@biomejs/biome/bin/biome")

/** A file that breaks a rule of the fence, what it imports, and whether the fence must refuse it. */
const PLANTED: [file: string, imports: string, refused: boolean][] = [
  ["lib/db/planted.ts", "@/web/db", true],
  ["lib/planted.ts", "@/keeper/keeper", true],
  ["lib/planted-2.ts", "next-auth", true],
  ["app/organisations/planted.ts", "@/keeper/keeper", true],
  ["app/organisations/planted-2.ts", "@/lib/db/create-db", true],
  ["app/organisations/planted-3.ts", "@/web/db", true],
  ["app/organisations/planted-4.ts", "pg", true],
  ["app/organisations/components.tsx", "@/web/tenants/list-tenants", true],
  ["app/_ui/content/planted.tsx", "@/lib/env", true],
  ["web/tenants/planted.ts", "@/keeper/keeper", true],
  ["web/tenants/planted-2.ts", "@/app/_ui/content/badge", true],
  ["web/tenants/planted-3.ts", "oauth4webapi", true],
  ["keeper/planted.ts", "@/web/db", true],
  ["keeper/planted-2.ts", "next", true],
  ["keeper/planted-3.ts", "@/scripts/start/run", true],
  ["keeper/grants/planted.ts", "@/keeper/server/health", true],
  ["keeper/services/access/planted.ts", "@/keeper/work/claim", true],
  ["keeper/alerts/watch/planted.ts", "@/web/db", true],
  ["keeper/members/planted.ts", "@/keeper/server/operations", true],
  ["keeper/hand-overs/planted.ts", "fastify", true],
  ["keeper/xero/planted.ts", "@/lib/db/create-db", true],
  ["keeper/vault/planted.ts", "@/keeper/grants/due", true],
  ["prisma/planted.ts", "@/keeper/keeper", true],
  ["scripts/bench/planted.ts", "@/e2e/fixtures", true],
  ["scripts/start/planted.ts", "@/keeper/keeper", true],
  ["sandbox/planted.ts", "@/lib/log", true],
  ["e2e/planted.ts", "@/keeper/keeper", true],
  ["keeper/grants/planted.test.ts", "@/app/page", true],
  ["lib/up.ts", "../keeper/keeper", true],
  ["app/organisations/up.ts", "../../keeper/keeper", true],
  ["app/_ui/content/up.tsx", "../../../lib/env", true],
  ["web/tenants/up.ts", "../../keeper/keeper", true],
  ["keeper/up.ts", "../web/db", true],
  ["keeper/grants/up.ts", "../../web/db", true],
  ["keeper/xero/up.ts", "../../lib/db/create-db", true],
  ["keeper/vault/up.ts", "../grants/due", true],
  ["prisma/up.ts", "../keeper/keeper", true],
  ["scripts/up.ts", "../e2e/fixtures", true],
  ["scripts/bench/up.ts", "../../e2e/fixtures", true],
  ["scripts/start/up.ts", "../../keeper/keeper", true],
  ["sandbox/up.ts", "../lib/log", true],
  ["e2e/up.ts", "../keeper/keeper", true],
  ["keeper/grants/up.test.ts", "../../app/page", true],
  ["web/tenants/allowed.ts", "@/lib/db/create-db", false],
  ["app/organisations/allowed.ts", "@/web/tenants/list-tenants", false],
  ["keeper/grants/allowed.ts", "@/keeper/xero/judge", false],
  ["scripts/start/allowed.ts", "@/lib/members/first-owner", false],
  ["scripts/bench/allowed.mjs", "../start/install.mjs", false],
]
const CLIENT = '"use client"\n'
/** What client code may import, and what pages may that are rendered here. */
const HARMLESS: [file: string, text: string][] = [
  ["app/links/format.tsx", `${CLIENT}import { formatDay } from "@/lib/format"\n`],
  ["app/links/row.tsx", `${CLIENT}import type { Row } from "@/web/links/list-links"\n`],
  ["app/links/page.tsx", 'import { listLinks } from "@/web/links/list-links"\n'],
]
/** A file that breaks a rule of the house itself, its text, and the rule that must refuse it. */
const BROKEN: [file: string, text: string, rule: string][] = [
  ["web/barrel/index.ts", 'export { one } from "../one"\n', "performance/noBarrelFile"],
  ["web/all.ts", 'export * from "./one"\n', "performance/noReExportAll"],
  ["web/tenants/told.ts", 'console.log("told")\n', "suspicious/noConsole"],
  ["keeper/tenants/common.ts", 'const { x } = require("@/web/db")\n', "style/noCommonJs"],
  ["keeper/tenants/any.ts", "export const one: any = 1\n", "suspicious/noExplicitAny"],
  ["keeper/tenants/certain.ts", "export const at = [1].at(0)!\n", "style/noNonNullAssertion"],
  ["keeper/tenants/env.ts", "export const one = process.env.HOME\n", "style/noProcessEnv"],
  ["lib/OneName.ts", "export const one = 1\n", "style/useFilenamingConvention"],
  ["lib/long.ts", lines(201), "style/noExcessiveLinesPerFile"],
  ["lib/wide.ts", inFunction(lines(61)), "complexity/noExcessiveLinesPerFunction"],
  ["lib/deep.ts", inFunction(NESTED), "complexity/noExcessiveCognitiveComplexity"],
  ["app/links/field.tsx", `${CLIENT}import { one } from "@/lib/env"\n`, "plugin"],
  [
    "app/links/list.tsx",
    `${CLIENT}import { type One, two } from "@/web/links/find-link"\n`,
    "plugin",
  ],
  ["app/links/effect.tsx", `${CLIENT}import "@/lib/db/create-db"\n`, "plugin"],
]
let folder: string
let found: { rule: string; file: string }[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tenantry-fence-"))
  for (const file of ["biome.json", "scripts/check/client-imports.grit"])
    plant(file, readFileSync(file, "utf8"))
  for (const [file, imports] of PLANTED) plant(file, `import type { It } from "${imports}"\n`)
  for (const [file, text] of [...BROKEN, ...HARMLESS]) plant(file, text)
  plant("web/circle/one.ts", 'import type { Two } from "./two"\nexport type One = Two\n')
  plant("web/circle/two.ts", 'import type { One } from "./one"\nexport type Two = One\n')
  found = await lint()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function lines(count: number): string {
  return Array.from({ length: count }, (_, at) => `export const one${at} = ${at}\n`).join("")
}

function inFunction(body: string): string {
  return `export function wide(one: boolean): boolean {\n${body.replaceAll("export ", "")}return one\n}\n`
}

function plant(file: string, source: string): void {
  const path = join(folder, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, source)
}

async function lint(): Promise<{ rule: string; file: string }[]> {
  const args = [BIOME, "lint", "--reporter=json", "--max-diagnostics=none", "."]
  const report = await new Promise<string>((done) => {
    execFile(process.execPath, args, { cwd: folder }, (_failed, stdout) => done(stdout))
  })
  const { diagnostics } = JSON.parse(report) as Report
  return diagnostics.map(({ category, location }) => {
    const { path } = location
    return {
      rule: category.replace("lint/", ""),
      file: typeof path === "string" ? path : path.file,
    }
  })
}

test.each(PLANTED)("the fence judges %s, which imports %s", (file, _imports, refused) => {
  const rules = found.filter((one) => one.file === file).map((one) => one.rule)
  expect(rules.includes("style/noRestrictedImports")).toBe(refused)
})

test.each(BROKEN)("%s is refused", (file, _text, rule) => {
  const rules = found.filter((one) => one.file === file).map((one) => one.rule)
  expect(rules).toContain(rule)
})

test.each(HARMLESS)("%s may import what it does", (file) => {
  const rules = found.filter((one) => one.file === file).map((one) => one.rule)
  expect(rules).not.toContain("plugin")
})

test("every room of the keeper is judged, except those that call all others", () => {
  const callers = ["server", "testing", "vault", "work", "xero"]
  const { overrides } = JSON.parse(readFileSync("biome.json", "utf8")) as Config
  const [rooms = ""] = overrides
    .flatMap(({ includes }) => includes)
    .filter((one) => one.startsWith("keeper/{"))
  const judged = rooms.slice("keeper/{".length, rooms.indexOf("}")).split(",")
  const all = readdirSync("keeper", { withFileTypes: true }).filter((one) => one.isDirectory())
  expect([...judged, ...callers].sort()).toEqual(all.map(({ name }) => name).sort())
})

test("a circle is refused, even one of types alone", () => {
  const files = found.filter(({ rule }) => rule === "suspicious/noImportCycles")
  expect(files.map(({ file }) => file).sort()).toEqual(["web/circle/one.ts", "web/circle/two.ts"])
})

type Config = { overrides: { includes: string[] }[] }
type Report = {
  diagnostics: { category: string; location: { path: string | { file: string } } }[]
}
