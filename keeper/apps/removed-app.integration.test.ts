import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { addXeroApp } from "@/keeper/apps/manage/change-app"
import { removeXeroApp } from "@/keeper/apps/manage/end-app"
import { completeConsent } from "@/keeper/consent/complete-consent"
import { judgeLeftAnswers } from "@/keeper/consent/judge-answer"
import { startConsent } from "@/keeper/consent/start-consent"
import { openRefreshToken } from "@/keeper/grants/open-refresh-token"
import { emptyTables } from "@/keeper/testing/empty-tables"
import {
  finishImporting,
  outcomesOf,
  presentationsOf,
  readTokens,
  startImported,
} from "@/keeper/testing/imports"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { CHAIN_SCOPES } from "@/keeper/testing/store-chains"
import { SECOND_CLIENT, TENANTS, XERO_USERS } from "@/sandbox/seed"
import { walkConsent } from "@/sandbox/walk-consent"

let testEnv: TestEnv
let xeroAppId: string

beforeEach(async () => {
  testEnv = await startTestEnv()
  const { clientId, clientSecret, name } = SECOND_CLIENT
  const app = { kind: "web", clientId, name, scopes: CHAIN_SCOPES } as const
  const input = { ...app, clientSecrets: [clientSecret] }
  const added = await addXeroApp(testEnv.keeper, testEnv.memberId, input)
  if (added.kind !== "added") throw new Error(added.kind)
  xeroAppId = added.xeroAppId
})
afterEach(() => testEnv.close())

it("a row that waits when its app is removed ends, and nothing is sent for it", async () => {
  const importId = await readTokens(testEnv, "a-token-that-waits", { xeroAppId })
  await startImported(testEnv, importId)
  await removeApp()
  expect(await finishImporting(testEnv, importId)).toEqual([{ kind: "app_removed" }])
  expect(await presentationsOf(testEnv, "a-token-that-waits")).toBe(0)
  const kept = { importId, tokenSealed: { not: null } }
  expect(await testEnv.db.importRow.count({ where: kept })).toBe(0)
})

it("a consent that is at Xero when its app is removed ends with that said, and nothing is sent for it", async () => {
  const { consentId, callback } = await comeBack()
  await removeApp()
  await completeConsent(testEnv.keeper, testEnv.memberId, callback)
  await testEnv.keeper.completing.get(consentId)
  expect(await consentOutcome(consentId)).toEqual({ kind: "app_removed" })
  expect((await testEnv.control.state()).counters.tokenRequests).toEqual([])
})

it("an answer that is on its way when its app is removed begins no chain, of a consent or an import", async () => {
  const importId = await readTokens(testEnv, await tokenFromElsewhere(), { xeroAppId })
  await startImported(testEnv, importId)
  const { consentId, callback } = await comeBack()
  const { tokenRequests: before } = (await testEnv.control.state()).counters
  const late = { kind: "delay-after", delayInMilliseconds: 2_000, times: 2 } as const
  await testEnv.control.addFault({ target: "token", ...late })
  const answers = [
    completeConsent(testEnv.keeper, testEnv.memberId, callback),
    finishImporting(testEnv, importId),
  ]
  await vi.waitFor(async () => {
    const { tokenRequests } = (await testEnv.control.state()).counters
    expect(tokenRequests).toHaveLength(before.length + 2)
  }, 20_000)
  await removeApp()
  await Promise.all(answers)
  await testEnv.keeper.completing.get(consentId)
  expect(await consentOutcome(consentId)).toEqual({ kind: "app_removed" })
  expect(await outcomesOf(testEnv, importId)).toEqual([{ kind: "app_removed" }])
  expect(await testEnv.db.grant.count()).toBe(0)
})

it("an answer that was left unjudged ends once its app is removed", async () => {
  const { consentId } = await comeBack()
  const left = { consumedAt: new Date(0), answeredAt: new Date(0), answerSealed: "made up" }
  await testEnv.db.consentRequest.update({ where: { id: consentId }, data: left })
  await removeApp()
  await judgeLeftAnswers(testEnv.keeper)
  expect(await consentOutcome(consentId)).toEqual({ kind: "app_removed" })
})

/** A refresh token of the app's whose chain is not known here. */
async function tokenFromElsewhere(): Promise<string> {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist", xeroAppId })
  const { currentTokenSetId } = await testEnv.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  const token = await openRefreshToken(testEnv.keeper, currentTokenSetId ?? "")
  if (token.kind !== "open") throw new Error(token.kind)
  await emptyTables(testEnv.db, "Grant", "Tenant", "ConsentRequest")
  return token.value
}

/** A consent through the app, up to where Xero sends the browser back. */
async function comeBack() {
  const input = { purpose: "connect", xeroAppId } as const
  const started = await startConsent(testEnv.keeper, testEnv.memberId, input)
  if (started.kind !== "started") throw new Error(started.kind)
  const { authorizationUrl, browserToken, consentId } = started
  const walk = { authorizationUrl, xeroUserId: XERO_USERS.bjorn, choose: TENANTS.soens }
  const { searchParams } = await walkConsent(walk)
  const [state, code] = [searchParams.get("state"), searchParams.get("code")]
  return { consentId, callback: { browserToken, state, code, error: null } }
}

async function removeApp(): Promise<void> {
  const input = { xeroAppId, grants: "keep" } as const
  const removed = await removeXeroApp(testEnv.keeper, testEnv.memberId, input)
  expect(removed).toEqual({ kind: "removed" })
}

async function consentOutcome(id: string) {
  return (await testEnv.db.consentRequest.findUniqueOrThrow({ where: { id } })).outcome
}
