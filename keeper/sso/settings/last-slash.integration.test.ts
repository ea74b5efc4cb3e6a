import { afterAll, beforeAll, expect, it } from "vitest"
import { removeFactor } from "@/keeper/members/factors/remove-factor"
import { completeSso } from "@/keeper/sso/complete-sso"
import { changeSso } from "@/keeper/sso/settings/change-sso"
import { readSso } from "@/keeper/sso/settings/read-sso"
import { testSso } from "@/keeper/sso/settings/test-sso"
import { startSso } from "@/keeper/sso/start-sso"
import { settingsOf } from "@/keeper/testing/issuer"
import { openProvenSession } from "@/keeper/testing/sessions"
import { NOBODY, type SsoTestEnv, startSsoTestEnv } from "@/keeper/testing/sso-test-env"
import type { OperationOutput } from "@/lib/contract/operations"

let testEnv: SsoTestEnv
beforeAll(async () => {
  testEnv = await startSsoTestEnv()
  await testEnv.configure({ issuer: `${testEnv.issuer.url}/` })
})
afterAll(() => testEnv.close())

it("a member who signs in at an issuer entered with a last slash may give up their passkey", async () => {
  const { db, keeper } = testEnv
  const { memberId } = admitted(await testEnv.signIn("ida"))
  const made = { name: "Key", credentialId: "made-up", publicKey: new Uint8Array(1), counter: 0 }
  const { id: factorId } = await db.passkey.create({ data: { memberId, ...made } })
  const acting = { memberId, sessionId: await openProvenSession({ db, memberId }) }
  const removed = await removeFactor(keeper, acting, { what: "passkey", factorId })
  expect(removed).toEqual({ kind: "removed" })
})

it("whoever corrects the slash needs no secret, and ends no sign-in that is under way", async () => {
  const { keeper, issuer } = testEnv
  const settings = settingsOf(issuer)
  const { url, clientId, clientSecret } = issuer
  const known = await testSso(keeper, { issuer: url, clientId, clientSecret: null })
  expect(known).toEqual({ kind: "works" })
  const started = await startSso(keeper, { path: "/organisations", invitation: null })
  const underWay = await testEnv.goThere(started, "ida")
  const corrected = await changeSso(keeper, testEnv.memberId, { settings, clientSecret: null })
  expect(corrected).toEqual({ kind: "changed" })
  expect(await readSso(keeper)).toMatchObject({ issuer: url, clientSecret })
  admitted(await completeSso(keeper, NOBODY, underWay))
})

it("an owner who has no other way to sign in may correct it too", async () => {
  const { db, keeper, issuer, memberId } = testEnv
  await db.member.update({ where: { id: memberId }, data: { passwordHash: null } })
  const change = (to: string) => {
    const settings = { ...settingsOf(issuer), issuer: to }
    return changeSso(keeper, memberId, { settings, clientSecret: null })
  }
  expect(await change(`${issuer.url}/`)).toEqual({ kind: "changed" })
  expect(await change("https://id.ledgers.example")).toEqual({ kind: "last_way" })
})

function admitted(completed: OperationOutput<"completeSso">) {
  if (completed.kind !== "signed_in") throw new Error(JSON.stringify(completed))
  return completed
}
