import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { revokeGrant } from "@/keeper/grants/revoke-grant"
import { claimHandOver } from "@/keeper/hand-overs/answer-claim"
import { importUnasked } from "@/keeper/hand-overs/claim-row"
import { handOver, openFile, sealFile } from "@/keeper/hand-overs/file"
import { handOverGrant } from "@/keeper/hand-overs/hand-over-grant"
import { importRow } from "@/keeper/imports/import-row"
import { startImport } from "@/keeper/imports/start-import"
import { claimImportRows } from "@/keeper/imports/take-row-lease"
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import { countRefreshRequests } from "@/keeper/testing/chain-test-env"
import {
  PASSPHRASE,
  startTwoInstallations,
  type TwoInstallations,
} from "@/keeper/testing/hand-overs"
import { finishImporting, outcomesOf, presentationsOf } from "@/keeper/testing/imports"
import { TENANTS } from "@/sandbox/seed"

let two: TwoInstallations
beforeAll(async () => {
  two = await startTwoInstallations()
})
beforeEach(() => two.empty())
afterAll(() => two.close())

test("a sign-in that was exported is frozen here, and lives on in the installation that claims it", async () => {
  const { here, there } = two
  const { grantId, token, file } = await two.handOverMaple()
  const before = await countRefreshRequests(here)
  expect(await two.standingHere()).toBe("handed_over")
  expect(file).not.toContain(token)
  const refreshed = await refreshGrant(here.keeper, grantId, { asked: true })
  expect(refreshed).toEqual({ kind: "ended", reason: "handed_over" })
  expect(await revokeGrant(here.keeper, here.memberId, grantId)).toEqual({ kind: "not_found" })
  expect(await countRefreshRequests(here)).toBe(before)

  const importId = await two.startThere(file)
  expect(await finishImporting(there, importId)).toMatchObject([
    { kind: "connected", organisations: [{ tenantId: TENANTS.mapleFlorist }] },
  ])
  expect(await presentationsOf(here, token)).toBe(1)
  expect(await two.standingHere()).toBe("moved")
  expect(await two.takeBack(grantId)).toEqual({ kind: "moved" })
  const kept = { grantId, refreshTokenSealed: { not: null } }
  expect(await here.db.tokenSet.count({ where: kept })).toBe(0)
  const { id } = await there.db.grant.findFirstOrThrow()
  expect(await refreshGrant(there.keeper, id)).toEqual({ kind: "refreshed" })
  const ended = await disconnectTenant(here.keeper, here.memberId, TENANTS.mapleFlorist)
  expect(ended).toEqual({ kind: "disconnected", toldXero: false })
  expect((await here.control.state()).connections).toHaveLength(1)
  expect([...here.lines, ...there.lines].join("\n")).not.toContain(token)
})

test("a sign-in that is taken back before anybody claims it goes on here, and its file is worthless", async () => {
  const { here, there } = two
  const { grantId, token, file } = await two.handOverMaple()
  const importId = await two.startThere(file)
  expect(await two.takeBack(grantId)).toEqual({ kind: "taken_back", isProven: true })
  expect(await finishImporting(there, importId)).toEqual([
    { kind: "not_handed_over", why: "taken_back" },
  ])
  expect(await presentationsOf(here, token)).toBe(1)
  expect(await two.standingHere()).toBe("ok")
  expect(await refreshGrant(here.keeper, grantId)).toEqual({ kind: "refreshed" })
  expect(await two.takeBack(grantId)).toEqual({ kind: "not_found" })
})

test("only an owner has a keeper ask at the address that a file names", async () => {
  const { there } = two
  const { file } = await two.handOverMaple()
  const where = { id: there.memberId }
  await there.db.member.update({ where, data: { role: "admin" } })
  const importId = await two.readThere(file)
  const start = () => startImport(there.keeper, where.id, { importId, hasStopped: true })
  expect(await start()).toEqual({ kind: "owner_needed" })
  expect(await there.db.auditEvent.count({ where: { kind: "member.role_refused" } })).toBe(1)
  await there.db.member.update({ where, data: { role: "owner" } })
  expect(await start()).toEqual({ kind: "started", tokens: 1 })
})

test("a sign-in whose token does not open is not claimed, and can be taken back", async () => {
  const { grantId, file } = await two.handOverMaple()
  const importId = await two.startThere(file)
  await two.there.db.importRow.updateMany({ data: { tokenSealed: "bent" } })
  expect(await finishImporting(two.there, importId)).toEqual([{ kind: "shut" }])
  expect(await two.takeBack(grantId)).toEqual({ kind: "taken_back", isProven: true })
})

test("of a claim and a take-back in the same moment one wins, and the sign-in lives in one place", async () => {
  const { here, there } = two
  for (let round = 0; round < 2; round += 1) {
    const { grantId, token, file } = await two.handOverMaple()
    const importId = await two.startThere(file)
    const [taken, [outcome]] = await Promise.all([
      two.takeBack(grantId),
      finishImporting(there, importId),
    ])
    expect(outcome?.kind).toBe(taken.kind === "taken_back" ? "not_handed_over" : "connected")
    expect(await presentationsOf(here, token)).toBe(1)
    await two.empty()
  }
})

test("a claim whose answer was lost is given again to the same claimant, and to no other", async () => {
  const { here, there } = two
  const { file } = await two.handOverMaple()
  const opened = await openFile(file, PASSPHRASE)
  if (opened.kind !== "open") throw new Error(opened.kind)
  const { id, claimSecret: secret } = opened.content
  const importId = await two.startThere(file)
  const row = await there.db.importRow.findFirstOrThrow({ where: { importId } })
  expect(await claimHandOver(here.keeper, { id, secret, claimant: row.id })).toBe("claimed")
  const other = { id, secret, claimant: randomUUID() }
  expect(await claimHandOver(here.keeper, other)).toBe("claimed_before")
  expect(await claimHandOver(here.keeper, { ...other, secret: "a guess" })).toBeNull()
  expect(await finishImporting(there, importId)).toMatchObject([{ kind: "connected" }])
  const again = await outcomesOf(there, await two.startThere(file))
  expect(again).toMatchObject([{ kind: "duplicate" }])
})

test("while the old installation does not answer nothing is sent, unless an owner says that it is gone", async () => {
  const { here, there } = two
  const { grantId, token, file } = await two.handOverMaple("http://127.0.0.1:9")
  const importId = await two.startThere(file)
  for (const id of await claimImportRows(there.keeper, 5)) await importRow(there.keeper, id)
  const waiting = await there.db.importRow.findFirstOrThrow({ where: { importId } })
  expect(waiting).toMatchObject({ lastTrouble: "old_installation", outcome: null })
  expect(await presentationsOf(here, token)).toBe(0)
  const unasked = await importUnasked(there.keeper, there.memberId, { importId })
  expect(unasked).toMatchObject({ tokens: 1 })
  expect(await finishImporting(there, importId)).toMatchObject([{ kind: "connected" }])
  await here.control.setClock(31 * 60)
  expect(await two.takeBack(grantId)).toEqual({ kind: "moved" })
  expect(await two.standingHere()).toBe("moved")
})

test("only a chain at rest is exported, and only with a passphrase that is not easily guessed", async () => {
  const { here } = two
  const { grantId } = await here.consent({ choose: "mapleFlorist" })
  const ask = (passphrase: string) =>
    handOverGrant(here.keeper, here.memberId, { grantId, passphrase })
  for (const [passphrase, problem] of [
    ["short", "too_short"],
    ["password1234", "known"],
    ["x".repeat(300), "too_long"],
  ] as const)
    expect(await ask(passphrase)).toEqual({ kind: "weak_passphrase", problem })
  for (const change of [
    { leaseUntil: new Date(Date.now() + 60_000) },
    { leaseUntil: null, confirmationsDue: 1 },
    { confirmationsDue: 0, strikes: 1 },
    { strikes: 0, doubtfulSince: new Date() },
  ]) {
    await here.db.grant.update({ where: { id: grantId }, data: change })
    expect(await ask(PASSPHRASE)).toEqual({ kind: "unsettled" })
  }
  await here.db.grant.update({ where: { id: grantId }, data: { doubtfulSince: null } })
  await here.db.tokenSet.updateMany({ where: { grantId }, data: { firstPresentedAt: new Date() } })
  expect(await ask(PASSPHRASE)).toEqual({ kind: "unsettled" })
  expect(await refreshGrant(here.keeper, grantId)).toEqual({ kind: "refreshed" })
  await here.db.connection.updateMany({ data: { state: "disconnected_in_xero" } })
  expect(await ask(PASSPHRASE)).toEqual({ kind: "reaches_nothing" })
})

test("a file that was changed or cut, another passphrase, version or Xero app is refused before anything is sent", async () => {
  const { here } = two
  const { file, token } = await two.handOverMaple()
  const outer = JSON.parse(file) as { version: number; sealed: string }
  const shut = { kind: "unreadable", why: "hand_over_shut" }
  expect(await two.read(file, "another passphrase of theirs")).toEqual(shut)
  const changed = `${outer.sealed.slice(0, -9)}${"A".repeat(9)}`
  for (const sealed of [changed, outer.sealed.slice(0, 200), "", "a.b.c.d.e"])
    expect(await two.read(JSON.stringify({ ...outer, sealed }))).toEqual(shut)
  const later = await two.read(JSON.stringify({ ...outer, version: 2 }))
  expect(later).toMatchObject({ why: "hand_over_version" })
  expect(await two.read(file, "")).toMatchObject({ why: "passphrase_needed" })
  const opened = await openFile(file, PASSPHRASE)
  if (opened.kind !== "open") throw new Error(opened.kind)
  const xeroApp = { ...opened.content.xeroApp, clientId: "another" }
  const foreign = await sealFile(handOver.parse({ ...opened.content, xeroApp }), PASSPHRASE)
  expect(await two.read(foreign)).toMatchObject({ why: "no_such_app" })
  expect(await presentationsOf(here, token)).toBe(0)
})

test("whoever claims without the secret of a file, or with what is no claim, gets nothing", async () => {
  const { here } = two
  const { grantId } = await two.handOverMaple()
  const { id } = await here.db.handOver.findFirstOrThrow({ where: { grantId } })
  const address = `${two.door.url}/api/v1/hand-overs/claim`
  const post = (body: string) => fetch(address, { method: "POST", body })
  const claim = { id, secret: "a guess", claimant: randomUUID() }
  expect((await post(JSON.stringify(claim))).status).toBe(404)
  for (const body of ["", "{", "[]", JSON.stringify({ ...claim, id: "1" }), "x".repeat(20_000)])
    expect((await post(body)).status).toBe(400)
  expect((await fetch(address)).status).toBe(405)
  expect(await two.standingHere()).toBe("handed_over")
})
