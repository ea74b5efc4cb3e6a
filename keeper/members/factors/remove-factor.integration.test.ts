import { beforeEach, expect, it } from "vitest"
import { removeFactor, removeFactorsOf } from "@/keeper/members/factors/remove-factor"
import { lockMember } from "@/keeper/members/factors/store-factor"
import {
  addApp,
  addDevice,
  addProvenMember,
  type ProvenMember,
} from "@/keeper/testing/factor-test-env"
import { overtake } from "@/keeper/testing/overtake"
import { shareTestEnv } from "@/keeper/testing/share-test-env"

const testEnv = shareTestEnv()
let member: ProvenMember
beforeEach(async () => {
  member = await addProvenMember(testEnv.keeper)
})

it("removes one factor at a time, of one's own alone, and the recovery codes with the last one", async () => {
  const { keeper, db } = testEnv
  await addApp(keeper, member)
  await addDevice(keeper, member)
  const other = await addProvenMember(keeper)
  const where = { memberId: member.memberId }
  const { id: appId } = await db.codeApp.findFirstOrThrow({ where, select: { id: true } })
  const { id: passkeyId } = await db.passkey.findFirstOrThrow({ where, select: { id: true } })
  const remove = (by: ProvenMember, what: "passkey" | "code_app", factorId: string) =>
    removeFactor(keeper, by, { what, factorId })
  expect(await remove(other, "code_app", appId)).toEqual(NOT_FOUND)
  expect(await remove(other, "passkey", passkeyId)).toEqual(NOT_FOUND)
  expect(await remove(member, "passkey", appId)).toEqual(NOT_FOUND)
  expect(await remove(member, "code_app", appId)).toEqual({ kind: "removed" })
  expect(await db.recoveryCode.count({ where })).toBe(10)
  expect(await remove(member, "passkey", passkeyId)).toEqual({ kind: "removed" })
  expect(await remove(member, "passkey", passkeyId)).toEqual(NOT_FOUND)
  expect(await db.recoveryCode.count({ where })).toBe(0)
  expect(await listEvents()).toEqual([
    { kind: "member.app_added", detail: { name: "Phone" } },
    { kind: "member.passkey_added", detail: { name: "Laptop" } },
    { kind: "member.app_removed", detail: { name: "Phone" } },
    { kind: "member.passkey_removed", detail: { name: "Laptop" } },
  ])
})

it("keeps the passkey without which a member could not sign in", async () => {
  const { keeper, db } = testEnv
  const { memberId } = member
  await db.member.update({ where: { id: memberId }, data: { passwordHash: null } })
  for (const name of ["Laptop", "Key"]) await addDevice(keeper, member, name)
  const passkeys = await db.passkey.findMany({ where: { memberId }, select: { id: true } })
  const outcomes: string[] = []
  for (const { id: factorId } of passkeys)
    outcomes.push((await removeFactor(keeper, member, { what: "passkey", factorId })).kind)
  expect(outcomes).toEqual(["removed", "last_way"])
})

it("removes the recovery codes also where the last two factors go at once", async () => {
  const { keeper, db } = testEnv
  const { memberId } = member
  await addDevice(keeper, member, "Laptop")
  await addDevice(keeper, member, "Key")
  const [first, last] = await db.passkey.findMany({ where: { memberId }, select: { id: true } })
  const removed = await overtake(db, {
    hold: (tx) => lockMember(tx, memberId),
    act: () => removeFactor(keeper, member, { what: "passkey", factorId: last?.id ?? "" }),
    meanwhile: (tx) => tx.passkey.delete({ where: { id: first?.id }, select: { id: true } }),
  })
  expect(removed).toEqual({ kind: "removed" })
  expect(await db.recoveryCode.count({ where: { memberId } })).toBe(0)
})

it("lets an owner take all second factors from a member who has lost theirs", async () => {
  const { keeper, db, memberId: owner } = testEnv
  const { memberId } = member
  await addApp(keeper, member)
  await addDevice(keeper, member)
  const remove = (id: string) => removeFactorsOf(keeper, owner, { memberId: id })
  expect(await remove(crypto.randomUUID())).toEqual(NOT_FOUND)
  expect(await remove(memberId)).toEqual({ kind: "removed" })
  const where = { memberId }
  const left = [
    db.passkey.count({ where }),
    db.codeApp.count({ where }),
    db.recoveryCode.count({ where }),
  ]
  expect(await Promise.all(left)).toEqual([0, 0, 0])
  const kind = "member.factors_removed"
  const event = { where: { kind, memberId: owner }, select: { detail: true } } as const
  expect(await db.auditEvent.findFirst(event)).toEqual({
    detail: { member: expect.stringContaining("Mia Member · "), subjectId: memberId },
  })
})

function listEvents() {
  const select = { kind: true, detail: true } as const
  const { memberId } = member
  return testEnv.db.auditEvent.findMany({ where: { memberId }, select, orderBy: { id: "asc" } })
}

const NOT_FOUND = { kind: "not_found" }
