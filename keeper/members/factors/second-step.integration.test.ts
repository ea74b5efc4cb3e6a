import { setTimeout as sleep } from "node:timers/promises"
import { beforeEach, expect, it } from "vitest"
import { changePassword } from "@/keeper/members/change-password"
import { addPasskey, startPasskey } from "@/keeper/members/factors/add-passkey"
import { addCodeApp, startCodeApp } from "@/keeper/members/factors/code-apps"
import {
  finishSecondStep,
  passSecondStep,
  startSecondStep,
} from "@/keeper/members/factors/second-step"
import { addInStep, startInStep } from "@/keeper/members/factors/set-up-in-step"
import type { Adder } from "@/keeper/members/factors/store-factor"
import {
  addApp,
  addProvenMember,
  codeOf,
  enterPassword,
  PASSWORD,
  type ProvenMember,
} from "@/keeper/testing/factor-test-env"
import { createPasskeyDevice } from "@/keeper/testing/passkey-device"
import { openProvenSession } from "@/keeper/testing/sessions"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import type { StepProof } from "@/lib/contract/step-operations"

const testEnv = shareTestEnv()
let member: ProvenMember
beforeEach(async () => {
  member = await addProvenMember(testEnv.keeper)
})

it("opens for the member's password alone, and not for a disabled member", async () => {
  const { keeper, db } = testEnv
  const { memberId } = member
  expect(await startSecondStep(keeper, { memberId, password: "guessed" })).toEqual(WRONG)
  await db.member.update({ where: { id: memberId }, data: { disabledAt: new Date() } })
  expect(await startSecondStep(keeper, { memberId, password: PASSWORD })).toEqual(WRONG)
})

it("lasts five minutes, ends with its member, and passes once however many ask at once", async () => {
  const { keeper, db } = testEnv
  const { recoveryCodes } = await addApp(keeper, member)
  const started = await startSecondStep(keeper, { memberId: member.memberId, password: PASSWORD })
  expect(started).toMatchObject({ expiresInSeconds: 300 })
  const old = await enterPassword(keeper, member.memberId)
  await db.$executeRaw`UPDATE "SecondStep" SET "expiresAt" = "expiresAt" - interval '5 minutes'`
  expect(await pass(old, recovery(recoveryCodes[0]))).toEqual(OVER)
  const token = await enterPassword(keeper, member.memberId)
  await db.member.update({ where: { id: member.memberId }, data: { disabledAt: new Date() } })
  expect(await pass(token, recovery(recoveryCodes[0]))).toEqual(OVER)
  await db.member.update({ where: { id: member.memberId }, data: { disabledAt: null } })
  const both = recoveryCodes.slice(0, 2).map((code) => pass(token, recovery(code)))
  const kinds = (await Promise.all(both)).map((one) => one.kind)
  expect(kinds.sort()).toEqual(["over", "passed"])
})

it("ends when the member's password is changed", async () => {
  const { keeper } = testEnv
  const { recoveryCodes } = await addApp(keeper, member)
  const token = await enterPassword(keeper, member.memberId)
  const changed = await changePassword(keeper, member, { next: "another long enough phrase" })
  expect(changed).toMatchObject({ kind: "password_changed" })
  expect(await pass(token, recovery(recoveryCodes[0]))).toEqual(OVER)
})

it("does not open for a password that is changed in the same moment", async () => {
  const { keeper, db } = testEnv
  const { memberId } = member
  const started = await db.$transaction(async (tx) => {
    await tx.member.update({ where: { id: memberId }, data: { passwordHash: "-" } })
    await tx.secondStep.deleteMany({ where: { memberId } })
    const start = startSecondStep(keeper, { memberId, password: PASSWORD })
    await Promise.race([start, sleep(200)])
    return { start }
  })
  expect(await started.start).toEqual(WRONG)
  expect(await db.secondStep.count({ where: { memberId } })).toBe(0)
})

it("makes whoever guesses codes wait, also with a new step, but neither a known browser nor anybody else", async () => {
  const { keeper } = testEnv
  const { recoveryCodes } = await addApp(keeper, member)
  const deviceId = crypto.randomUUID()
  for (let tries = 0; tries < 5; tries += 1) {
    const token = await enterPassword(keeper, member.memberId)
    expect(await pass(token, { kind: "app_code", code: `00000${tries}` })).toEqual(WRONG)
  }
  const token = await enterPassword(keeper, member.memberId)
  expect(await pass(token, recovery(recoveryCodes[0]))).toMatchObject({ kind: "throttled" })
  expect(await pass(token, recovery(recoveryCodes[0]), deviceId)).toMatchObject({ kind: "passed" })
  const other = await addProvenMember(keeper)
  const theirs = await addApp(keeper, other)
  const step = await enterPassword(keeper, other.memberId)
  expect(await pass(step, recovery(theirs.recoveryCodes[0]))).toMatchObject({ kind: "passed" })
  const refused = { kind: "member.second_factor_refused", memberId: member.memberId } as const
  expect(await testEnv.db.auditEvent.count({ where: refused })).toBe(5)
})

it("lets a member who has no second factor set up an app, and passes only then", async () => {
  const { keeper, db } = testEnv
  const token = await enterPassword(keeper, member.memberId)
  expect(await finishSecondStep(keeper, { token })).toEqual(OVER)
  await db.$executeRaw`UPDATE "SecondStep" SET "expiresAt" = "expiresAt" - interval '4 minutes'`
  const started = await startInStep(keeper, token, startCodeApp)
  if (started.kind !== "app_started") throw new Error(started.kind)
  await db.$executeRaw`UPDATE "SecondStep" SET "expiresAt" = "expiresAt" - interval '4 minutes'`
  const { appId, secret } = started
  const confirm = (code: string) =>
    addInStep(keeper, token, (adder) => addCodeApp(keeper, adder, { appId, name: "Phone", code }))
  expect(await confirm(codeOf(secret, 5))).toEqual(WRONG)
  expect(await finishSecondStep(keeper, { token })).toEqual(OVER)
  const added = await confirm(codeOf(secret))
  expect(added).toEqual({ kind: "added", recoveryCodes: expect.any(Array) })
  expect(new Set("recoveryCodes" in added ? added.recoveryCodes : [])).toHaveProperty("size", 10)
  const ends = [finishSecondStep(keeper, { token }), finishSecondStep(keeper, { token })]
  const kinds = (await Promise.all(ends)).map((one) => one.kind)
  expect(kinds.sort()).toEqual(["over", "passed"])
})

it("lets a member who has no second factor make a passkey", async () => {
  const { keeper } = testEnv
  const token = await enterPassword(keeper, member.memberId)
  const started = await startInStep(keeper, token, startPasskey)
  if (started.kind !== "started") throw new Error(started.kind)
  const response = createPasskeyDevice(keeper.appUrl).make(started.options)
  const add = (adder: Adder) => addPasskey(keeper, adder, { name: "Laptop", response })
  expect(await addInStep(keeper, token, add)).toMatchObject({ kind: "added" })
  expect(await finishSecondStep(keeper, { token })).toMatchObject({ kind: "passed" })
})

it("sets up nothing for whoever only has the password of a member with a second factor", async () => {
  const { keeper, db } = testEnv
  const early = await enterPassword(keeper, member.memberId)
  const started = await startInStep(keeper, early, startCodeApp)
  if (started.kind !== "app_started") throw new Error(started.kind)
  const code = codeOf(started.secret)
  await addApp(keeper, await anotherSession())
  const token = await enterPassword(keeper, member.memberId)
  const confirmed = { appId: started.appId, name: "Thief", code }
  const addCode = (adder: Adder) => addCodeApp(keeper, adder, confirmed)
  expect(await addInStep(keeper, early, addCode)).toEqual(OVER)
  expect(await startInStep(keeper, token, startCodeApp)).toEqual(OVER)
  expect(await startInStep(keeper, token, startPasskey)).toEqual(OVER)
  const response = createPasskeyDevice(keeper.appUrl).make({ challenge: "AAAA", user: { id: "" } })
  const addKey = (adder: Adder) => addPasskey(keeper, adder, { name: "Thief", response })
  expect(await addInStep(keeper, token, addKey)).toEqual(OVER)
  expect(await finishSecondStep(keeper, { token })).toEqual(OVER)
  const where = { memberId: member.memberId, confirmedAt: { not: null } }
  expect(await db.codeApp.count({ where })).toBe(1)
})

async function anotherSession(): Promise<ProvenMember> {
  const { memberId } = member
  return { memberId, sessionId: await openProvenSession({ db: testEnv.db, memberId }) }
}

function pass(token: string, proof: StepProof, deviceId: string | null = null) {
  return passSecondStep(testEnv.keeper, { token, proof, deviceId })
}

function recovery(code = ""): StepProof {
  return { kind: "recovery_code", code }
}

const WRONG = { kind: "wrong_proof" }
const OVER = { kind: "over" }
