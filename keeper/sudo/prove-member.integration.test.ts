import { hash, verify } from "@node-rs/argon2"
import { beforeAll, beforeEach, expect, it } from "vitest"
import { proveMember } from "@/keeper/sudo/prove-member"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { openSession } from "@/keeper/testing/sessions"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { withOrigin } from "@/lib/audit/origin"
import { hashPassword } from "@/lib/members/password"
import { type Acting, hasSudo } from "@/lib/members/sudo"

const FROM = { address: "192.0.2.7", browser: "Mozilla/5.0 (X11)" }
const PASSWORD = "a long enough password"
const testEnv = shareTestEnv()
let acting: Acting
beforeAll(async () => {
  const passwordHash = await hashPassword(PASSWORD)
  await testEnv.db.member.update({ where: { id: testEnv.memberId }, data: { passwordHash } })
})
beforeEach(async () => {
  acting = { memberId: testEnv.memberId, sessionId: await openSession(testEnv) }
})

it("gives sudo for the member's password, to this session alone and for ten minutes", async () => {
  const elsewhere = { ...acting, sessionId: await openSession(testEnv) }
  expect(await hasSudo(testEnv.db, acting)).toBe(false)
  expect(await prove(PASSWORD)).toEqual({ kind: "proven" })
  expect(await hasSudo(testEnv.db, acting)).toBe(true)
  expect(await hasSudo(testEnv.db, elsewhere)).toBe(false)
  await testEnv.db.$executeRaw`UPDATE "Proof" SET "provenAt" = "provenAt" - interval '10 minutes'`
  expect(await hasSudo(testEnv.db, acting)).toBe(false)
  expect(await prove(PASSWORD)).toEqual({ kind: "proven" })
  expect(await hasSudo(testEnv.db, acting)).toBe(true)
})

it("stores a password anew that was stored as it was typed", async () => {
  const asTyped = "cafe\u0301 au lait, grand"
  const where = { id: testEnv.memberId }
  await testEnv.db.member.update({ where, data: { passwordHash: await hash(asTyped) } })
  expect(await prove(asTyped)).toEqual({ kind: "proven" })
  const select = { passwordHash: true } as const
  const { passwordHash } = await testEnv.db.member.findUniqueOrThrow({ where, select })
  expect(await verify(passwordHash ?? "", asTyped.normalize("NFKC"))).toBe(true)
  await testEnv.db.member.update({
    where,
    data: { passwordHash: await hashPassword(PASSWORD) },
  })
})

it("records whoever proves who they are, and whoever fails to, with address and browser", async () => {
  await emptyTables(testEnv.db, "AuditEvent")
  await prove("guessed")
  await prove(PASSWORD)
  const select = { kind: true, memberId: true, address: true, browser: true } as const
  const events = await testEnv.db.auditEvent.findMany({ select, orderBy: { id: "asc" } })
  const by = { memberId: testEnv.memberId, ...FROM }
  expect(events).toEqual([
    { kind: "member.proof_refused", ...by },
    { kind: "member.proven", ...by },
  ])
})

it("makes this session wait after five wrong passwords, and no other", async () => {
  for (let tries = 0; tries < 5; tries += 1) {
    expect(await prove("guessed")).toEqual({ kind: "wrong_proof" })
  }
  expect(await prove(PASSWORD)).toMatchObject({ kind: "throttled" })
  expect(await hasSudo(testEnv.db, acting)).toBe(false)
  acting = { ...acting, sessionId: await openSession(testEnv) }
  expect(await prove(PASSWORD)).toEqual({ kind: "proven" })
})

it("proves nothing for a session that has ended or is somebody else's", async () => {
  const { id: memberId } = await testEnv.db.member.create({
    data: { email: "b@x.example", name: "B", role: "viewer", passwordHash: "-" },
    select: { id: true },
  })
  await testEnv.db.session.update({ where: { id: acting.sessionId }, data: { memberId } })
  expect(await prove(PASSWORD)).toEqual({ kind: "wrong_proof" })
  acting = { ...acting, sessionId: await openSession(testEnv) }
  const ended = { endedAt: new Date() }
  await testEnv.db.session.update({ where: { id: acting.sessionId }, data: ended })
  expect(await prove(PASSWORD)).toEqual({ kind: "wrong_proof" })
})

function prove(password: string) {
  const proof = { kind: "password", password } as const
  return withOrigin(FROM, () => proveMember(testEnv.keeper, acting, { proof }))
}
