import { beforeEach, expect, it } from "vitest"
import { makeLink } from "@/keeper/links/make-link"
import { changePassword } from "@/keeper/members/change-password"
import { requestEmailChange } from "@/keeper/members/email/request-change"
import { endSignInsOf } from "@/keeper/members/end-sign-ins"
import { removeFactor } from "@/keeper/members/factors/remove-factor"
import { makeRecoveryCodes } from "@/keeper/members/factors/renew-recovery-codes"
import { lockMember } from "@/keeper/members/factors/store-factor"
import { changeService } from "@/keeper/services/manage/change-service"
import { createService } from "@/keeper/services/manage/create-service"
import { enableService } from "@/keeper/services/manage/end-service"
import { addServiceSecret } from "@/keeper/services/manage/secrets"
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
  const refused = await overtake(db, { hold, act, meanwhile: (tx) => disable(tx, memberId) })
  expect(refused).toEqual({ kind: "forbidden" })
  expect(await db.auditEvent.count({ where: { memberId } })).toBe(before)
})

it.each<[string, (serviceId: string) => Promise<{ kind: string }>]>([
  ["creates a service", () => createService(testEnv.keeper, member, SERVICE)],
  ["widens one", (serviceId) => changeService(testEnv.keeper, member, { serviceId, ...WIDER })],
  ["adds a secret", (serviceId) => addServiceSecret(testEnv.keeper, member, { serviceId })],
  ["enables one", (serviceId) => enableService(testEnv.keeper, member, { serviceId })],
])("an admin who %s does not, once disabled, demoted or signed out", async (_, act) => {
  const { db } = testEnv
  const { memberId } = member
  const made = await createService(testEnv.keeper, member, SERVICE)
  if (made.kind !== "created") throw new Error(made.kind)
  const answers: string[] = []
  for (const meanwhile of [disable, demote, endSignInsOf]) {
    const { kind } = await overtake(db, {
      hold: (tx) => lockMember(tx, memberId),
      act: () => act(made.serviceId),
      meanwhile: (tx) => meanwhile(tx, memberId),
    })
    answers.push(kind)
    await db.member.update({ where: { id: memberId }, data: { disabledAt: null, role: "admin" } })
  }
  expect(answers).toEqual(["forbidden", "forbidden", "sudo_needed"])
})

it("an admin who makes a link does not, once demoted", async () => {
  const { memberId } = member
  const answer = await overtake(testEnv.db, {
    hold: (tx) => lockMember(tx, memberId),
    act: () => makeLink(testEnv.keeper, memberId, LINK),
    meanwhile: (tx) => demote(tx, memberId),
  })
  expect(answer).toEqual({ kind: "forbidden" })
})

function disable(tx: Tx, id: string) {
  return tx.member.update({ where: { id }, data: { disabledAt: new Date() } })
}

function demote(tx: Tx, id: string) {
  return tx.member.update({ where: { id }, data: { role: "viewer" } })
}

const NEXT = "jodhpur-mangrove-lantern"
const SERVICE = {
  name: "Ledger export",
  reach: "chosen" as const,
  tenantIds: [],
  networks: ["203.0.113.0/24"],
  rights: [],
  expiresAt: null,
}
const WIDER = { ...SERVICE, networks: [] }
const LINK = {
  purpose: "connect" as const,
  tenantId: null,
  recipientName: "Ida",
  recipientEmail: "ida@ledgers.example",
  note: null,
  reference: null,
  returnTo: null,
  days: 7,
  sends: false,
}
