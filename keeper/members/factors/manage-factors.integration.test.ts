import { beforeEach, expect, it } from "vitest"
import { addPasskey, startPasskey } from "@/keeper/members/factors/add-passkey"
import { addCodeApp, startCodeApp } from "@/keeper/members/factors/code-apps"
import { makeRecoveryCodes } from "@/keeper/members/factors/renew-recovery-codes"
import { requireSecondFactor } from "@/keeper/members/factors/require-second-factor"
import { tryCode } from "@/keeper/members/factors/try-code"
import {
  addApp,
  addDevice,
  addProvenMember,
  codeOf,
  forgetCodes,
  type ProvenMember,
} from "@/keeper/testing/factor-test-env"
import { createPasskeyDevice } from "@/keeper/testing/passkey-device"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { findNextStep } from "@/lib/members/second-factor"

const testEnv = shareTestEnv()
let member: ProvenMember
beforeEach(async () => {
  member = await addProvenMember(testEnv.keeper)
})

it("seals the app's secret, and keeps of recovery codes their hashes alone", async () => {
  const { secret, recoveryCodes } = await addApp(testEnv.keeper, member)
  const rows = await testEnv.db.$queryRaw<{ row: string }[]>`
    SELECT to_json(a)::text AS "row" FROM "CodeApp" a UNION ALL SELECT to_json(c)::text FROM "RecoveryCode" c`
  const events = await testEnv.db.auditEvent.findMany({ select: { detail: true } })
  const stored = JSON.stringify([rows, events, testEnv.lines])
  expect(rows).toHaveLength(11)
  for (const one of [secret, ...recoveryCodes]) {
    expect(stored).not.toContain(one)
    expect(stored).not.toContain(one.replaceAll("-", ""))
  }
})

it("asks for a second factor once there is one, and leads who needs one and has none to set one up", async () => {
  const { keeper, db, memberId: owner } = testEnv
  const { memberId } = member
  const viewer = await addProvenMember(keeper, "viewer")
  const next = () => Promise.all([memberId, viewer.memberId].map((id) => findNextStep(db, id)))
  expect(await next()).toEqual(["none", "none"])
  await requireSecondFactor(keeper, owner, { of: "admin" })
  expect(await next()).toEqual(["set_up", "none"])
  await startCodeApp(keeper, member)
  expect(await next()).toEqual(["set_up", "none"])
  await addApp(keeper, member)
  expect(await next()).toEqual(["second_factor", "none"])
  await requireSecondFactor(keeper, owner, { of: "viewer" })
  expect(await next()).toEqual(["second_factor", "set_up"])
  await requireSecondFactor(keeper, owner, { of: null })
  expect(await next()).toEqual(["second_factor", "none"])
  const kind = "settings.second_factor_required"
  const events = await db.auditEvent.findMany({
    where: { kind },
    select: { detail: true },
    orderBy: { id: "asc" },
  })
  expect(events.map((one) => one.detail)).toEqual([
    { from: "nobody", to: "admin" },
    { from: "admin", to: "viewer" },
    { from: "viewer", to: "nobody" },
  ])
})

it("makes ten new recovery codes, after which the older ones count no more", async () => {
  const { keeper } = testEnv
  expect(await makeRecoveryCodes(keeper, member)).toEqual(NOT_FOUND)
  const { recoveryCodes: older } = await addApp(keeper, member)
  const made = await makeRecoveryCodes(keeper, member)
  const newer = "recoveryCodes" in made ? made.recoveryCodes : []
  expect(new Set([...older, ...newer]).size).toBe(20)
  expect(await take("recovery_code", older[0])).toEqual({ kind: "wrong_proof" })
  expect(await take("recovery_code", newer[0])).toEqual({ kind: "right" })
})

it("takes no further factor once the session has ended, and no more than ten passkeys and five apps", async () => {
  const { keeper, db } = testEnv
  for (let made = 0; made < 9; made += 1) await addDevice(keeper, member)
  for (let made = 0; made < 5; made += 1) await addApp(keeper, member)
  const [begun, tenth] = [createPasskeyDevice(keeper.appUrl), await startPasskey(keeper, member)]
  if (tenth.kind !== "started") throw new Error(tenth.kind)
  await addDevice(keeper, member)
  const eleventh = { name: "Late", response: begun.make(tenth.options) }
  expect(await addPasskey(keeper, member, eleventh)).toEqual({ kind: "full" })
  expect(await startPasskey(keeper, member)).toEqual({ kind: "full" })
  expect(await startCodeApp(keeper, member)).toEqual({ kind: "full" })
  const other = await addProvenMember(keeper)
  const [passkey, app] = [await startPasskey(keeper, other), await startCodeApp(keeper, other)]
  if (passkey.kind !== "started" || app.kind !== "app_started") throw new Error("full")
  await db.session.update({ where: { id: other.sessionId }, data: { endedAt: new Date() } })
  const response = begun.make(passkey.options)
  const confirmed = { name: "Late", appId: app.appId, code: codeOf(app.secret) }
  expect(await addPasskey(keeper, other, { name: "Late", response })).toEqual({ kind: "over" })
  expect(await addCodeApp(keeper, other, confirmed)).toEqual({ kind: "over" })
})

it("says in the log where the key of an app's secret is missing", async () => {
  const { env, openAnother, db, lines } = testEnv
  const newKey = `k2:${Buffer.alloc(32, 7).toString("base64")}`
  const both = await openAnother({ VAULT_KEYS: `${newKey},${env.VAULT_KEYS}` })
  const { secret } = await addApp(both, member)
  await forgetCodes(both)
  expect(await take("app_code", codeOf(secret), both)).toEqual({ kind: "right" })
  await forgetCodes(both)
  expect(await take("app_code", codeOf(secret))).toEqual({ kind: "wrong_proof" })
  expect(lines.join()).toContain('"event":"code_app_shut","code":"unknown_key","keyId":"k2"')
  await db.codeApp.deleteMany()
})

function take(kind: "app_code" | "recovery_code", code = "", keeper = testEnv.keeper) {
  const { memberId } = member
  const way = { kind: "second_step", memberId, deviceId: null } as const
  return tryCode(keeper, { way, memberId, kind, code })
}

const NOT_FOUND = { kind: "not_found" }
