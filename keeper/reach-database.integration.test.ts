import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { MAIL_CERTIFICATE, MAIL_KEY, OTHER_CERTIFICATE } from "@/keeper/testing/mail-certificate"
import { type OwnDatabase, openOwnDatabase } from "@/keeper/testing/own-database"
import { requireDatabase } from "@/scripts/start/postgres/require-database"
import { bundleKeeper, bundlePreloaded } from "@/scripts/start/testing/bundled-programs"
import {
  askWhy,
  canReach,
  openSilentDatabase,
  type Tried,
} from "@/scripts/start/testing/try-process"

// Said after 8 s; the rest is for a machine that is busy.
const SOON_IN_SECONDS = 20
const folder = mkdtempSync(join(tmpdir(), "tenantry-authorities-"))
const authorities = join(folder, "authorities.pem")
let database: OwnDatabase
let url: string
let keeper: Tried

beforeAll(async () => {
  writeFileSync(authorities, MAIL_CERTIFICATE + OTHER_CERTIFICATE)
  const script = await bundleKeeper()
  keeper = { name: "keeper", script, preloaded: await bundlePreloaded() }
  database = await openOwnDatabase(inject("testCluster").kept)
  await database.serveTls(MAIL_CERTIFICATE, MAIL_KEY)
  url = `${database.url}?sslmode=verify-full`
})
afterAll(async () => {
  await database.drop()
  rmSync(folder, { recursive: true })
})

test("the keeper reaches a database whose private authority NODE_EXTRA_CA_CERTS names", async () => {
  const values = { DATABASE_URL: url, NODE_EXTRA_CA_CERTS: authorities }
  expect(await canReach(keeper, values)).toBe(true)
})

test("the keeper reaches it by SSL_CERT_FILE, where Node is told to read that", async () => {
  const values = { DATABASE_URL: url, SSL_CERT_FILE: authorities }
  expect(await canReach(keeper, { ...values, NODE_OPTIONS: "--use-openssl-ca" })).toBe(true)
})

test("the keeper reaches it by the authority that DATABASE_URL or PGSSLROOTCERT names", async () => {
  expect(await canReach(keeper, { DATABASE_URL: `${url}&sslrootcert=${authorities}` })).toBe(true)
  const left = { PGSSLMODE: "verify-full", PGSSLROOTCERT: authorities }
  expect(await canReach(keeper, { DATABASE_URL: database.url, ...left })).toBe(true)
})

test("a keeper that does not trust its database's certificate says so", async () => {
  const outcome = await askWhy(keeper, { DATABASE_URL: url })
  expect(outcome.isReached).toBe(false)
  expect(outcome.said).toMatch(/Its last error: .*self.signed certificate/i)
  expect(outcome.afterInSeconds).toBeLessThan(SOON_IN_SECONDS)
})

test("a keeper whose database takes connections and never answers says so", async () => {
  const silent = await openSilentDatabase()
  const outcome = await askWhy(keeper, { DATABASE_URL: silent.url })
  expect(outcome.isReached).toBe(false)
  expect(outcome.said).toMatch(/Its last error: .*(waiting_for_database|time)/i)
  expect(outcome.afterInSeconds).toBeLessThan(SOON_IN_SECONDS)
  silent.close()
})

test("a keeper with a client certificate is let in where one is asked for, and a start without one says so", async () => {
  await database.wantClientCertificates(MAIL_CERTIFICATE)
  const [certificate, key] = [join(folder, "client.pem"), join(folder, "client.key")]
  writeFileSync(certificate, MAIL_CERTIFICATE)
  writeFileSync(key, MAIL_KEY, { mode: 0o600 })
  const trusting = `${url}&sslrootcert=${authorities}`
  const shown = `${trusting}&sslcert=${certificate}&sslkey=${key}`
  expect(await canReach(keeper, { DATABASE_URL: shown })).toBe(true)
  await expect(requireDatabase(trusting)).rejects.toThrow(/a valid client certificate/)
})

test("a certificate for another name is refused, whoever signed it", async () => {
  await database.serveTls(OTHER_CERTIFICATE, MAIL_KEY)
  const values = { DATABASE_URL: url, NODE_EXTRA_CA_CERTS: authorities }
  const outcome = await askWhy(keeper, values)
  expect(outcome.isReached).toBe(false)
  expect(outcome.said).toMatch(/Its last error: .*altnames/i)
})
