import { setTimeout as sleep } from "node:timers/promises"
import { hash } from "@node-rs/argon2"
import { beforeAll, expect, test, vi } from "vitest"
import { disableMember } from "@/keeper/members/manage-members"
import { setDisk } from "@/keeper/testing/set-disk"
import type { Db } from "@/lib/db/create-db"
import { shareTestDb } from "@/lib/db/share-test-db"
import { hashPassword } from "@/lib/members/password"
import {
  endSession,
  findSessionMember,
  startProvenSession,
  startSession,
} from "@/web/members/sessions"
import { signIn } from "@/web/members/sign-in"

const checked = vi.hoisted((): string[] => [])
vi.mock("@node-rs/argon2", async (load) => {
  const argon2 = await load<typeof import("@node-rs/argon2")>()
  const verify: typeof argon2.verify = (hashed, ...given) => {
    checked.push(String(hashed))
    return argon2.verify(hashed, ...given)
  }
  return { ...argon2, verify }
})

const PASSWORD = "correct horse battery"
const HOUR_IN_MILLISECONDS = 60 * 60 * 1000
const scratch = shareTestDb()
let db: Db
let addresses = 0

beforeAll(async () => {
  db = scratch.db
})

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

test("a password stored as it was typed still works", async () => {
  const asTyped = "cafe\u0301 au lait, grand"
  await addMember("vic@ledgers.example")
  const where = { email: "vic@ledgers.example" }
  await db.member.update({ where, data: { passwordHash: await hash(asTyped) } })
  expect((await attempt(where.email, asTyped)).kind).toBe("signed_in")
})

test("an e-mail that no database could hold is refused like any unknown one", async () => {
  expect((await attempt("a\0b@ledgers.example", PASSWORD)).kind).toBe("refused")
})

test("unknown e-mail, wrong password and disabled member cost the same work, so that time does not tell them apart", async () => {
  await addMember("bea@ledgers.example")
  const dismissed = await addMember("cid@ledgers.example")
  await db.member.update({ where: { id: dismissed }, data: { disabledAt: new Date() } })
  const unknown = await workOf(() => attempt("nobody@ledgers.example", PASSWORD))
  const wrong = await workOf(() => attempt("bea@ledgers.example", "wrong"))
  const disabled = await workOf(() => attempt("cid@ledgers.example", PASSWORD))
  expect(wrong).toHaveLength(1)
  expect([unknown, disabled]).toEqual([wrong, wrong])
})

test("no session is opened for a member who is disabled in the same moment", async () => {
  const memberId = await addMember("kay@ledgers.example")
  const { opening } = await db.$transaction(async (tx) => {
    await tx.member.update({ where: { id: memberId }, data: { disabledAt: new Date() } })
    const opening = db.$transaction((other) => startProvenSession(other, { memberId }))
    await Promise.race([opening, sleep(200)])
    return { opening }
  })
  expect(await opening).toBeNull()
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
  await db.proof.create({ data: { sessionId: alive, kind: "password" } })
  await addMember("ina@ledgers.example", "owner")
  if (owner !== null)
    expect(await disableMember(scratch, owner, { memberId })).toEqual({ kind: "done" })
  expect(await findSessionMember(alive, db)).toBeNull()
  expect(await findSessionMember("not an id", db)).toBeNull()
})

test("a clock of web's that is a month off neither ends a session nor makes it last", async () => {
  const memberId = await addMember("max@ledgers.example")
  const before = await startSession(db, { memberId })
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 30 * 24 * HOUR_IN_MILLISECONDS })
  const during = await startSession(db, { memberId })
  const found = [await findSessionMember(before, db), await findSessionMember(during, db)]
  vi.useRealTimers()
  expect(found.every((one) => one !== null)).toBe(true)
  expect((await lastSeen(during)).getTime()).toBeLessThan(Date.now() + HOUR_IN_MILLISECONDS)
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

test("while the database's disk is full, whoever signs in is told so, and whoever is signed in reads on", async () => {
  await addMember("kim@ledgers.example")
  const sessionId = await startSession(db, { memberId: await addMember("lea@ledgers.example") })
  const before = new Date(Date.now() - 90_000)
  await db.session.update({ where: { id: sessionId }, data: { lastSeenAt: before } })
  await setDisk(db, "full")
  expect(await attempt("kim@ledgers.example", PASSWORD)).toEqual({ kind: "disk_full" })
  expect(await attempt("kim@ledgers.example", "wrong")).toEqual({ kind: "disk_full" })
  expect(await findSessionMember(sessionId, db)).toMatchObject({ email: "lea@ledgers.example" })
  await setDisk(db, "roomy")
  expect((await attempt("kim@ledgers.example", PASSWORD)).kind).toBe("signed_in")
})

test("no event of a refused sign-in tells what was typed", async () => {
  const events = await db.auditEvent.findMany({ where: { kind: "member.sign_in_refused" } })
  expect(events.length).toBeGreaterThan(3)
  const reasons = new Set(events.map((event) => JSON.stringify(event.detail)))
  expect([...reasons].sort()).toEqual(
    ["disabled", "unknown_email", "wrong_password"].map((reason) => JSON.stringify({ reason })),
  )
})

async function addMember(email: string, role: "owner" | "admin" = "admin"): Promise<string> {
  const data = { email, role, name: email, passwordHash: await hashPassword(PASSWORD) }
  return (await db.member.create({ data, select: { id: true } })).id
}

function attempt(email: string, password: string) {
  addresses += 1
  const address = `198.51.${addresses >> 8}.${addresses & 255}`
  return signIn({ email, password, address, device: null }, db)
}

async function lastSeen(id: string): Promise<Date> {
  return (await db.session.findUniqueOrThrow({ where: { id } })).lastSeenAt
}

/** The settings of each hash that a password was checked against. */
async function workOf(run: () => Promise<unknown>): Promise<string[]> {
  checked.length = 0
  await run()
  return checked.map((hashed) => hashed.split("$").slice(0, 4).join("$"))
}
