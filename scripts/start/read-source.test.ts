import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { readSource } from "./read-source"

let folder: string
let envFile: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tenantry-source-"))
  envFile = join(folder, ".env")
  vi.stubEnv("DATABASE_URL", undefined)
  vi.stubEnv("PGUSER", undefined)
  vi.stubEnv("PGSSLMODE", "require")
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

test("what the file says for libpq counts for this process too, and the environment wins", () => {
  writeFileSync(
    envFile,
    "DATABASE_URL=postgresql://db.example/books\nPGUSER=books\nPGSSLMODE=disable\n",
  )
  const source = readSource(envFile)
  expect(source).toMatchObject({ DATABASE_URL: "postgresql://db.example/books", PGUSER: "books" })
  expect([process.env.PGUSER, process.env.PGSSLMODE]).toEqual(["books", "require"])
})

test("without DATABASE_URL libpq's names misdirect no connection to the embedded database", () => {
  writeFileSync(envFile, "PGUSER=books\n")
  readSource(envFile)
  expect([process.env.PGUSER, process.env.PGSSLMODE]).toEqual([undefined, undefined])
})

test("without a file the environment alone counts", () => {
  vi.stubEnv("DATABASE_URL", "postgresql://db.example/ledger")
  expect(readSource(null).DATABASE_URL).toBe("postgresql://db.example/ledger")
})

test("a file that cannot be read is named", () => {
  expect(() => readSource(folder)).toThrow(`${folder} is a folder (EISDIR)`)
})
