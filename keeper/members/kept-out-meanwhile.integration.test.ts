import { beforeEach, expect, it } from "vitest"
import { changePassword } from "@/keeper/members/change-password"
import { requestEmailChange } from "@/keeper/members/email/request-change"
import { endSignInsOf } from "@/keeper/members/end-sign-ins"
import { removeFactor } from "@/keeper/members/factors/remove-factor"
import { makeRecoveryCodes } from "@/keeper/members/factors/renew-recovery-codes"
import { lockMember } from "@/keeper/members/factors/store-factor"
import { removeIdentity } from "@/keeper/sso/identities"
import { addDevice, addProvenMember, type ProvenMember } from "@/keeper/testing/factor-test-env"
import { overtake } from "@/keeper/testing/overtake"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import type { Tx } from "@/lib/db/create-db"

const testEnv = shareTestEnv()
/** Signed in with sudo, with a password, a passkey and an identity. */
let member: ProvenMember
let own: { passkeyId: string; identityId: string }
beforeEach(async () => {
  const { db, keeper } = testEnv
  member = await addProvenMember(keeper)
  await addDevice(keeper, member)
  const where = { memberId: member.memberId }
  const { id: passkeyId } = await db.passkey.findFirstOrThrow({ where, select: { id: true } })
  const data = { ...where, issuer: "https://login.ledgers.example", subject: crypto.randomUUID() }
  const { id: identityId } = await db.identity.create({ data, select: { id: true } })
  own = { passkeyId, identityId }
})

it.each<[string, () => Promise<{ kind: string }>]>([
  ["changes a password", () => changePassword(testEnv.keeper, member, { next: NEXT })],
  [
    "asks for another e-mail address",
    () => requestEmailChange(testEnv.keeper, member, { email: "thief@maple.example" }),
  ],
  [
    "removes a second factor",
    () => removeFactor(testEnv.keeper, member, { what: "passkey", factorId: own.passkeyId }),
  ],
  ["makes recovery codes", () => makeRecoveryCodes(testEnv.keeper, member)],
  ["removes an identity", () => removeIdentity(testEnv.keeper, member, own)],
])("a session that %s does not, once a password link or an owner has ended it", async (_, act) => {
  const { db } = testEnv
  const { memberId } = member
  const before = await db.auditEvent.count({ where: { memberId } })
  const hold = (tx: Tx) => lockMember(tx, memberId)
  const ended = await overtake(db, { hold, act, meanwhile: (tx) => endSignInsOf(tx, memberId) })
  expect(ended).toEqual({ kind: "sudo_needed" })
  const disable = { where: { id: memberId }, data: { disabledAt: new Date() } }
  expect(await overtake(db, { hold, act, meanwhile: (tx) => tx.member.update(disable) })).toEqual({
    kind: "forbidden",
  })
  expect(await db.auditEvent.count({ where: { memberId } })).toBe(before)
})

const NEXT = "jodhpur-mangrove-lantern"
