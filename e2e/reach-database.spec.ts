import { writeFileSync } from "node:fs"
import { expect, test } from "playwright/test"
import { WEB } from "@/e2e/build"
import { MAIL_CERTIFICATE, MAIL_KEY } from "@/keeper/testing/mail-certificate"
import { openOwnDatabase } from "@/keeper/testing/own-database"
import { askWhy, canReach, openSilentDatabase } from "@/scripts/start/testing/try-process"

// Said after 8 s; the rest is for a machine that is busy.
const SOON_IN_SECONDS = 20

test.setTimeout(180_000)

test("web reaches a database whose private authority NODE_EXTRA_CA_CERTS names, and else says why not", async () => {
  const authorities = test.info().outputPath("authorities.pem")
  writeFileSync(authorities, MAIL_CERTIFICATE)
  const database = await openOwnDatabase()
  await database.serveTls(MAIL_CERTIFICATE, MAIL_KEY)
  const values = { DATABASE_URL: `${database.url}?sslmode=verify-full` }
  expect(await canReach(WEB, { ...values, NODE_EXTRA_CA_CERTS: authorities })).toBe(true)
  const outcome = await askWhy(WEB, values)
  expect(outcome.isReached).toBe(false)
  expect(outcome.said).toMatch(/Its last error: .*self-signed certificate/)
  expect(outcome.afterInSeconds).toBeLessThan(SOON_IN_SECONDS)
  await database.drop()
})

test("web whose database takes connections and never answers says so", async () => {
  const silent = await openSilentDatabase()
  const outcome = await askWhy(WEB, { DATABASE_URL: silent.url })
  expect(outcome.isReached).toBe(false)
  expect(outcome.said).toMatch(/Its last error: .*database_not_answering.*no answer in 2 s/)
  expect(outcome.afterInSeconds).toBeLessThan(SOON_IN_SECONDS)
  silent.close()
})
