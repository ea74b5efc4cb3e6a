import { hash, verify } from "@node-rs/argon2"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Db } from "@/lib/db/create-db"
import { createTestDb, type TestDb } from "@/lib/db/test-db"
import { hashPassword } from "@/lib/members/password"
import { disableMember } from "@/web/members/manage-members"
import { endSession, findSessionMember, startSession } from "@/web/members/sessions"
import { signIn } from "@/web/members/sign-in"

const PASSWORD = "correct horse battery"
const HOUR_IN_MILLISECONDS = 60 * 60 * 1000
let scratch: TestDb
let db: Db
let addresses = 0

beforeAll(async () => {
  scratch = await createTestDb()
  db = scratch.db
})
afterAll(() => scratch.drop())

test("the right password opens a session; the e-mail's case and blanks do not matter", async () => {
  const memberId = await addMember("ann@ledgers.example")
  const outcome = await attempt(" Ann@Ledgers.example ", PASSWORD)
  if (outcome.kind !== "signed_in") throw new Error(outcome.kind)
  const member = await findSessionMember(outcome.sessionId, db)
  expect(member).toMatchObject({ memberId, role: "admin", email: "ann@ledgers.example" })
  expect(Object.keys(member ?? {}).sort()).toEqual([
    "email",
    "memberId",
    "name",
    "role",
    "sessionId",
  ])
})

test("one way of typing a password or an e-mail is as good as another", async () => {
  await addMember("uma@ledgers.example")
  await db.member.update({
    where: { email: "uma@ledgers.example" },
    data: { passwordHash: await hashPassword("cafe\u0301 au lait, grand") },
  })
  const typed = await attempt("\uff35ma@ledgers.example", "caf\u00e9 au lait, grand")
  expect(typed.kind).toBe("signed_in")
})

test("a password stored as it was typed still works, and is stored anew", async () => {
  const asTyped = "cafe\u0301 au lait, grand"
  await addMember("vic@ledgers.example")
  const where = { email: "vic@ledgers.example" }
  await db.member.update({ where, data: { passwordHash: await hash(asTyped) } })
  expect((await attempt(where.email, asTyped)).kind).toBe("signed_in")
  const { passwordHash } = await db.member.findUniqueOrThrow({
    where,
    select: { passwordHash: true },
  })
  expect(await verify(passwordHash, asTyped.normalize("NFKC"))).toBe(true)
})

test("an e-mail that no database could hold is refused like any unknown one", async () => {
  expect((await attempt("a\0b@ledgers.example", PASSWORD)).kind).toBe("refused")
})

test("unknown e-mail, wrong password and disabled member get one answer, in like time", async () => {
  await addMember("bea@ledgers.example")
  const dismissed = await addMember("cid@ledgers.example")
  await db.member.update({ where: { id: dismissed }, data: { disabledAt: new Date() } })
  await attempt("warm-up@ledgers.example", PASSWORD)
  const times: Record<string, number[]> = { unknown: [], wrong: [], disabled: [] }
  for (let round = 0; round < 5; round += 1) {
    times.unknown?.push(await timed(() => attempt(`nobody${round}@ledgers.example`, PASSWORD)))
    times.wrong?.push(await timed(() => attempt("bea@ledgers.example", "wrong")))
    times.disabled?.push(await timed(() => attempt("cid@ledgers.example", PASSWORD)))
  }
  const [unknown = 0, wrong = 0, disabled = 0] = Object.values(times).map(median)
  expect(unknown / wrong).toBeGreaterThan(0.4)
  expect(unknown / wrong).toBeLessThan(2.5)
  expect(disabled / wrong).toBeLessThan(2.5)
})

test("an account is throttled after 10 failures, known or not, and the right password waits too", async () => {
  await addMember("dan@ledgers.example")
  for (const email of ["dan@ledgers.example", "ghost@ledgers.example"]) {
    const kinds: string[] = []
    for (let round = 0; round < 11; round += 1) kinds.push((await attempt(email, "wrong")).kind)
    expect(kinds).toEqual([...Array(10).fill("refused"), "throttled"])
    const outcome = await attempt(email, PASSWORD)
    expect(outcome).toMatchObject({ kind: "throttled" })
    if (outcome.kind === "throttled") expect(outcome.retryAfterInSeconds).toBeLessThanOrEqual(900)
  }
})

test("tries at the same moment cannot pass the limit together", async () => {
  await addMember("eve@ledgers.example")
  const outcomes = await Promise.all(
    Array.from({ length: 30 }, () => attempt("eve@ledgers.example", "wrong")),
  )
  expect(outcomes.filter((one) => one.kind === "refused")).toHaveLength(10)
})

test("an address is throttled after 50 failures, and then counts against no account", async () => {
  const address = "203.0.113.9"
  for (let round = 0; round < 50; round += 1) {
    await db.throttle.upsert({
      where: { key: `sign-in:address:${address}` },
      create: { key: `sign-in:address:${address}`, count: 1 },
      update: { count: { increment: 1 } },
    })
  }
  await addMember("fay@ledgers.example")
  for (let round = 0; round < 12; round += 1) {
    const outcome = await signIn({ email: "fay@ledgers.example", password: "wrong", address }, db)
    expect(outcome.kind).toBe("throttled")
  }
  expect((await attempt("fay@ledgers.example", PASSWORD)).kind).toBe("signed_in")
})

test("the addresses of one IPv6 /64 count together", async () => {
  for (const address of ["2001:db8::1", "2001:db8:0:0:1::2", "2001:db8:0:0::3"]) {
    await signIn({ email: `${address}@ledgers.example`, password: "wrong", address }, db)
  }
  const row = await db.throttle.findUnique({ where: { key: "sign-in:address:2001:db8:0:0::/64" } })
  expect(row?.count).toBe(3)
})

test("a window that has passed starts anew, and success clears the account", async () => {
  await addMember("gus@ledgers.example")
  for (let round = 0; round < 11; round += 1) await attempt("gus@ledgers.example", "wrong")
  await db.throttle.updateMany({
    data: { windowStartedAt: new Date(Date.now() - 16 * 60 * 1000) },
  })
  for (let round = 0; round < 9; round += 1) await attempt("gus@ledgers.example", "wrong")
  expect((await attempt("gus@ledgers.example", PASSWORD)).kind).toBe("signed_in")
  expect((await attempt("gus@ledgers.example", "wrong")).kind).toBe("refused")
})

test("a session is over after 7 days, after 12 idle hours, when ended, and when its member is disabled", async () => {
  const memberId = await addMember("hal@ledgers.example", "owner")
  const open = () => startSession(db, { memberId })
  const [old, idle, ended, alive] = [await open(), await open(), await open(), await open()]
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_IN_MILLISECONDS)
  await db.session.update({ where: { id: old }, data: { createdAt: hoursAgo(7 * 24 + 0.1) } })
  await db.session.update({ where: { id: idle }, data: { lastSeenAt: hoursAgo(12.1) } })
  await endSession({ sessionId: ended, memberId }, db)
  const found = await Promise.all([old, idle, ended, alive].map((id) => findSessionMember(id, db)))
  expect(found.map((one) => one !== null)).toEqual([false, false, false, true])
  const owner = await findSessionMember(alive, db)
  await addMember("ina@ledgers.example", "owner")
  if (owner !== null) expect(await disableMember(owner, memberId, db)).toEqual({ kind: "done" })
  expect(await findSessionMember(alive, db)).toBeNull()
  expect(await findSessionMember("not an id", db)).toBeNull()
})

test("a session's use is noted, at most once a minute", async () => {
  const sessionId = await startSession(db, { memberId: await addMember("joe@ledgers.example") })
  const before = new Date(Date.now() - 90_000)
  await db.session.update({ where: { id: sessionId }, data: { lastSeenAt: before } })
  await findSessionMember(sessionId, db)
  const first = await lastSeen(sessionId)
  expect(first.getTime()).toBeGreaterThan(before.getTime())
  await findSessionMember(sessionId, db)
  expect(await lastSeen(sessionId)).toEqual(first)
})

test("no event of a refused sign-in tells what was typed", async () => {
  const events = await db.auditEvent.findMany({ where: { kind: "member.sign_in_refused" } })
  expect(events.length).toBeGreaterThan(20)
  const reasons = new Set(events.map((event) => JSON.stringify(event.detail)))
  expect([...reasons].sort()).toEqual(
    ["disabled", "throttled", "unknown_email", "wrong_password"].map((reason) =>
      JSON.stringify({ reason }),
    ),
  )
})

async function addMember(email: string, role: "owner" | "admin" = "admin"): Promise<string> {
  const data = { email, role, name: email, passwordHash: await hashPassword(PASSWORD) }
  return (await db.member.create({ data, select: { id: true } })).id
}

function attempt(email: string, password: string) {
  addresses += 1
  return signIn({ email, password, address: `198.51.${addresses >> 8}.${addresses & 255}` }, db)
}

async function lastSeen(id: string): Promise<Date> {
  return (await db.session.findUniqueOrThrow({ where: { id } })).lastSeenAt
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[values.length >> 1] ?? 0
}
