import { afterAll, beforeAll, expect, test } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { importRow } from "@/keeper/imports/import-row"
import { interruptImports } from "@/keeper/imports/interrupt-imports"
import { beginImport } from "@/keeper/imports/start-import"
import { claimImportRows } from "@/keeper/imports/take-row-lease"
import { jwtOf } from "@/keeper/testing/import-samples"
import {
  beginElsewhere,
  finishImporting,
  outcomesOf,
  presentationsOf,
  readTokens,
  startImported,
} from "@/keeper/testing/imports"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { SANDBOX_CLIENT, TENANTS, XERO_USERS } from "@/sandbox/seed"

let testEnv: TestEnv
beforeAll(async () => {
  testEnv = await startTestEnv({
    pace: 0.01,
    timings: { tokenTimeout: 10_000, lease: 30_000 },
    sandbox: { graceInSeconds: 20 },
  })
})
afterAll(() => testEnv.close())

test("a token from elsewhere becomes a chain that goes on, and is sent once and forgotten", async () => {
  const token = await beginElsewhere(testEnv, XERO_USERS.alice, [TENANTS.mapleFlorist])
  const importId = await readTokens(
    testEnv,
    `refresh_token,reference\n${token},Maple\n${token},Twice\nnot-a-known-token,Old\nx,Short`,
  )
  expect(await outcomesOf(testEnv, importId)).toEqual([
    null,
    { kind: "duplicate", of: "line", line: 2 },
    null,
    { kind: "wrong", why: "too_short" },
  ])
  expect(await presentationsOf(testEnv, token)).toBe(0)
  await startImported(testEnv, importId)
  const [connected, , refused] = await finishImporting(testEnv, importId)
  expect(connected).toMatchObject({
    kind: "connected",
    xeroUserName: "Alice Doyle",
    organisations: [{ tenantId: TENANTS.mapleFlorist }],
    count: 1,
  })
  expect(refused).toEqual({ kind: "refused" })
  expect(await presentationsOf(testEnv, token)).toBe(1)
  expect(await presentationsOf(testEnv, "not-a-known-token")).toBe(1)
  const [row] = await testEnv.db.importRow.findMany({
    where: { importId, grantId: { not: null } },
    select: { grantId: true },
  })
  expect(await refreshGrant(testEnv.keeper, row?.grantId ?? "")).toEqual({ kind: "refreshed" })
  const kept = await testEnv.db.importRow.count({ where: { tokenSealed: { not: null } } })
  const answers = await testEnv.db.importAttempt.count({ where: { answerSealed: { not: null } } })
  expect([kept, answers]).toEqual([0, 0])
  const events = await testEnv.db.auditEvent.findMany({
    where: { kind: { in: ["import.started", "import.finished"] } },
    orderBy: { id: "asc" },
    select: { detail: true },
  })
  expect(events.map((one) => one.detail)).toEqual([
    { tokens: 2 },
    { connected: 1, duplicate: 1, refused: 1, wrong: 1 },
  ])
  expect(testEnv.lines.join("\n")).not.toContain(token)

  const again = await readTokens(testEnv, `${token}\nnot-a-known-token`)
  expect(await outcomesOf(testEnv, again)).toEqual([
    { kind: "duplicate", of: "chain", line: 0 },
    { kind: "duplicate", of: "import", line: 0 },
  ])
})

test("an answer that is lost is asked for again inside the grace, and then confirmed", async () => {
  const token = await beginElsewhere(testEnv, XERO_USERS.bjorn, [TENANTS.mapleFlorist])
  const importId = await readTokens(testEnv, token)
  await testEnv.control.addFault({ target: "token", kind: "drop-after", times: 1 })
  await startImported(testEnv, importId)
  expect(await finishImporting(testEnv, importId)).toMatchObject([{ kind: "connected" }])
  expect(await presentationsOf(testEnv, token)).toBe(2)
  const grant = await testEnv.db.grant.findFirstOrThrow({
    where: { xeroUserId: XERO_USERS.bjorn },
    select: { id: true, confirmationsDue: true },
  })
  expect(grant.confirmationsDue).toBe(2)
  expect(await refreshGrant(testEnv.keeper, grant.id)).toEqual({ kind: "refreshed" })
})

test("a refusal after a lost answer is a question, and ends the row only when it is given again", async () => {
  const token = await beginElsewhere(testEnv, XERO_USERS.bjorn, [])
  const importId = await readTokens(testEnv, token)
  await testEnv.control.addFault({ target: "token", kind: "status", status: 502, times: 1 })
  await testEnv.control.addFault({
    target: "token",
    kind: "body",
    status: 400,
    body: { error: "invalid_grant" },
    times: 2,
  })
  await startImported(testEnv, importId)
  expect(await finishImporting(testEnv, importId)).toMatchObject([{ kind: "connected" }])
  expect(await presentationsOf(testEnv, token)).toBe(4)
})

test("a fault of the app touches no row, which goes on when Xero knows the app again", async () => {
  const token = await beginElsewhere(testEnv, XERO_USERS.bjorn, [])
  const importId = await readTokens(testEnv, token)
  await testEnv.control.setSecrets(["another-secret"])
  await startImported(testEnv, importId)
  for (const id of await claimImportRows(testEnv.keeper, 5)) await importRow(testEnv.keeper, id)
  expect(await outcomesOf(testEnv, importId)).toEqual([null])
  await testEnv.control.setSecrets([SANDBOX_CLIENT.clientSecret])
  expect(await finishImporting(testEnv, importId)).toMatchObject([{ kind: "connected" }])
})

test("a grant that works keeps its chain, and what is imported for it stands beside", async () => {
  await testEnv.control.setOptions({ supersede: false })
  const before = await testEnv.db.grant.findFirstOrThrow({
    where: { xeroUserId: XERO_USERS.alice },
    select: { id: true, chain: true, currentTokenSetId: true },
  })
  const token = await beginElsewhere(testEnv, XERO_USERS.alice, [])
  const importId = await readTokens(testEnv, token)
  await startImported(testEnv, importId)
  expect(await finishImporting(testEnv, importId)).toMatchObject([{ kind: "connected" }])
  const after = await testEnv.db.grant.findFirstOrThrow({
    where: { id: before.id },
    select: { id: true, chain: true, currentTokenSetId: true },
  })
  expect(after).toEqual(before)
  await testEnv.control.setOptions({ supersede: true })
})

test("what another program used up meanwhile is refused, and its grant is not touched", async () => {
  const token = await beginElsewhere(testEnv, XERO_USERS.bjorn, [])
  await testEnv.control.killChain(XERO_USERS.bjorn)
  const importId = await readTokens(testEnv, token)
  await startImported(testEnv, importId)
  expect(await finishImporting(testEnv, importId)).toEqual([{ kind: "refused" }])
})

test("two imports of one token that start at the same moment send it once", async () => {
  const token = await beginElsewhere(testEnv, XERO_USERS.bjorn, [])
  const [one, other] = [await readTokens(testEnv, token), await readTokens(testEnv, token)]
  await Promise.all([one, other].map((id) => beginImport(testEnv.db, id, {})))
  await Promise.all([finishImporting(testEnv, one), finishImporting(testEnv, other)])
  expect(await presentationsOf(testEnv, token)).toBe(1)
})

test("of several tokens of one Xero user in one app the newest is sent, unless Tenantry has a newer one", async () => {
  const tokenOf = (nbf: number, client_id: string = SANDBOX_CLIENT.clientId) =>
    jwtOf({ nbf, client_id, xero_userid: XERO_USERS.zoe })
  const sets = [1_790_000_000, 1_790_000_100, 1_790_000_050, 1_790_000_200].map((nbf, index) => ({
    access_token: tokenOf(nbf, index === 3 ? "ANOTHER" : undefined),
    refresh_token: `made-up-token-of-zoe-${index}`,
  }))
  const importId = await readTokens(testEnv, JSON.stringify(sets, null, 1))
  const older = { kind: "duplicate", of: "user", line: 6 }
  expect(await outcomesOf(testEnv, importId)).toEqual([older, null, older, { kind: "other_app" }])
  await testEnv.consent({ as: "zoe", choose: "palmCafe" })
  const later = { access_token: tokenOf(4_000_000_000), refresh_token: "made-up-token-of-2096" }
  for (const [file, outcomes] of [
    [sets[1], [{ kind: "duplicate", of: "held", line: 0 }]],
    [later, [null]],
  ])
    expect(await outcomesOf(testEnv, await readTokens(testEnv, JSON.stringify(file)))).toEqual(
      outcomes,
    )
})

test("a token whose access token names another Xero app is not sent", async () => {
  const access_token = jwtOf({ client_id: "76645D17ED29411487E0D9E5DE2B493B" })
  const refresh_token = "made-up-token-of-another-app"
  const importId = await readTokens(testEnv, JSON.stringify({ access_token, refresh_token }))
  expect(await outcomesOf(testEnv, importId)).toEqual([{ kind: "other_app" }])
})

test("a database that is taken over sends nothing of the imports that it came with", async () => {
  const importId = await readTokens(testEnv, "made-up-token-of-a-copy")
  await startImported(testEnv, importId)
  await testEnv.db.$transaction((tx) => interruptImports(tx))
  expect(await finishImporting(testEnv, importId)).toEqual([{ kind: "interrupted" }])
  expect(await presentationsOf(testEnv, "made-up-token-of-a-copy")).toBe(0)
})
