import { afterAll, beforeAll, expect, test } from "vitest"
import { createDb, type Db } from "@/lib/db/create-db"
import { hashOneTimeToken } from "@/lib/members/one-time-token"
import { hashPassword } from "@/lib/members/password"
import {
  startEmbedded,
  type WalledDatabase,
} from "@/scripts/start/postgres/testing/walled-database"
import { findOwnFactors } from "@/web/members/own-factors"
import { signIn } from "@/web/members/sign-in"
import { findStepView } from "@/web/members/step-view"

const PASSWORD = "correct horse battery"
let urls: WalledDatabase
let keeper: Db
let web: Db
beforeAll(async () => {
  urls = await startEmbedded()
  keeper = createDb(urls.keeper)
  web = createDb(urls.web)
})
afterAll(async () => {
  await Promise.all([keeper.$disconnect(), web.$disconnect()])
  await urls.stop()
})

test("web's role sees which second step a member is in, and with what they come in", async () => {
  const email = "bea@ledgers.example"
  const passwordHash = await hashPassword(PASSWORD)
  const member = { email, name: "Bea", role: "admin", passwordHash } as const
  const { id: memberId } = await keeper.member.create({ data: member, select: { id: true } })
  await keeper.signInPolicy.create({ data: { secondFactorOf: "admin" } })
  const attempt = { email, password: PASSWORD, address: "198.51.100.7", device: null }
  expect(await signIn(attempt, web)).toEqual({ kind: "second_step", memberId })
  const app = { memberId, name: "Phone", secretSealed: "sealed", confirmedAt: new Date() }
  await keeper.codeApp.create({ data: app, select: { id: true } })
  const expiresAt = new Date(Date.now() + 60_000)
  const step = { memberId, expiresAt, tokenHash: hashOneTimeToken("token") }
  await keeper.secondStep.create({ data: step, select: { id: true } })
  expect(await findStepView("token", web)).toMatchObject({ next: "second_factor", hasApp: true })
  expect(await findOwnFactors({ memberId, role: "admin" }, web)).toMatchObject({
    apps: [{ name: "Phone" }],
    codesLeft: 0,
    isRequired: true,
  })
})
