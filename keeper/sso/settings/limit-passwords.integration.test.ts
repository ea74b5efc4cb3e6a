import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { acceptInvitation } from "@/keeper/members/accept-invitation"
import { issuePasswordLink } from "@/keeper/members/invitations"
import { changeRole, disableMember } from "@/keeper/members/manage-members"
import { limitPasswords } from "@/keeper/sso/settings/limit-passwords"
import { proveMember } from "@/keeper/sudo/prove-member"
import { openSession } from "@/keeper/testing/sessions"
import { type SsoTestEnv, startSsoTestEnv } from "@/keeper/testing/sso-test-env"
import { hashPassword } from "@/lib/members/password"

const PASSWORD = "a long enough password"
let testEnv: SsoTestEnv
let other: string
beforeAll(async () => {
  testEnv = await startSsoTestEnv()
  const passwordHash = await hashPassword(PASSWORD)
  const { db, memberId } = testEnv
  await db.member.update({ where: { id: memberId }, data: { passwordHash } })
  const data = { email: "ola@ledgers.example", name: "Ola", role: "owner", passwordHash } as const
  other = (await db.member.create({ data, select: { id: true } })).id
})
beforeEach(async () => {
  await testEnv.configure()
  await limit(testEnv.memberId)
})
afterAll(() => testEnv.close())

it("takes a password as proof from the emergency owner alone", async () => {
  expect(await prove(testEnv.memberId)).toEqual({ kind: "proven" })
  expect(await prove(other)).toEqual({ kind: "wrong_proof" })
  await limit(null)
  expect(await prove(other)).toEqual({ kind: "proven" })
})

it("keeps the emergency owner an owner who can sign in", async () => {
  const { keeper, memberId, db } = testEnv
  const acting = { memberId: other, sessionId: await openSession({ db, memberId: other }) }
  await db.proof.create({ data: { sessionId: acting.sessionId, kind: "issuer" } })
  const refused = { kind: "emergency_owner" }
  expect(await disableMember(keeper, acting, { memberId })).toEqual(refused)
  expect(await changeRole(keeper, acting, { memberId, role: "viewer" })).toEqual(refused)
  await limit(other)
  expect(await changeRole(keeper, acting, { memberId, role: "viewer" })).toEqual({ kind: "done" })
  expect(await changeRole(keeper, acting, { memberId, role: "owner" })).toEqual({ kind: "done" })
})

it("lets a link set a password for the emergency owner alone", async () => {
  const answers = []
  for (const memberId of [testEnv.memberId, other]) {
    const issued = await issuePasswordLink(testEnv.keeper, testEnv.memberId, { memberId })
    const token = "token" in issued ? issued.token : ""
    const password = "another long enough one"
    answers.push((await acceptInvitation(testEnv.keeper, { token, name: "X", password })).kind)
  }
  expect(answers).toEqual(["accepted", "passwords_limited"])
})

function limit(emergencyOwnerId: string | null) {
  return limitPasswords(testEnv.keeper, testEnv.memberId, { emergencyOwnerId })
}

async function prove(memberId: string) {
  const sessionId = await openSession({ db: testEnv.db, memberId })
  const proof = { kind: "password", password: PASSWORD } as const
  return proveMember(testEnv.keeper, { memberId, sessionId }, { proof })
}
