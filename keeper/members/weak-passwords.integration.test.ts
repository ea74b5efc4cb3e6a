import { beforeAll, expect, test } from "vitest"
import { acceptInvitation } from "@/keeper/members/accept-invitation"
import { changePassword } from "@/keeper/members/change-password"
import { inviteMember, issuePasswordLink } from "@/keeper/members/invitations"
import { openSession } from "@/keeper/testing/sessions"
import { shareTestDb } from "@/lib/db/share-test-db"
import { findInvitation } from "@/lib/members/find-invitation"

const WEAK = [
  ["short", "too_short"],
  ["Password2026!", "known"],
  ["vera-quill-2026", "own_words"],
] as const
const GOOD = "jodhpur-mangrove-lantern"
const VERA = { email: "vera@ledgers.example", name: "Vera Quill" }
const scratch = shareTestDb()
let ownerId: string

beforeAll(async () => {
  ownerId = await addMember({ email: "ann@ledgers.example", name: "Ann" })
})

test("whoever joins is told what is wrong with their password, and the link stays", async () => {
  const invited = await inviteMember(scratch, ownerId, { email: VERA.email, role: "viewer" })
  const token = tokenOf(invited)
  for (const [password, problem] of WEAK) {
    const refused = { kind: "weak_password", problem }
    expect(await acceptInvitation(scratch, { token, name: VERA.name, password })).toEqual(refused)
  }
  expect(await findInvitation(scratch.db, token)).not.toBeNull()
  const accepted = await acceptInvitation(scratch, { token, name: VERA.name, password: GOOD })
  expect(accepted).toMatchObject({ kind: "accepted" })
})

test("neither a password link nor a change takes a weak password", async () => {
  const memberId = await addMember({ ...VERA, email: "vera.quill@maple.example" })
  const before = await readHash(memberId)
  const token = tokenOf(await issuePasswordLink(scratch, ownerId, { memberId }))
  const acting = { memberId, sessionId: await openSession({ ...scratch, memberId }) }
  for (const [password, problem] of WEAK) {
    const refused = { kind: "weak_password", problem }
    // The name that counts is the member's own, whatever the form sends.
    expect(await acceptInvitation(scratch, { token, name: "Else", password })).toEqual(refused)
    expect(await changePassword(scratch, acting, { next: password })).toEqual(refused)
  }
  expect(await readHash(memberId)).toBe(before)
})

async function addMember(person: { email: string; name: string }): Promise<string> {
  const { id } = await scratch.db.member.create({
    data: { ...person, role: "owner", passwordHash: "none" },
    select: { id: true },
  })
  return id
}

async function readHash(id: string): Promise<string | null> {
  const where = { id }
  const { passwordHash } = await scratch.db.member.findUniqueOrThrow({
    where,
    select: { passwordHash: true },
  })
  return passwordHash
}

function tokenOf(issued: { kind: string; token?: string }): string {
  if (issued.token === undefined) throw new Error(issued.kind)
  return issued.token
}
