import { hash } from "@node-rs/argon2"
import { beforeAll, beforeEach, expect, test } from "vitest"
import { emptyTables } from "@/keeper/testing/empty-tables"
import type { Db } from "@/lib/db/create-db"
import { shareTestDb } from "@/lib/db/share-test-db"
import { signIn } from "@/web/members/sign-in"

const PASSWORD = "correct horse battery"
const DAN = "dan@ledgers.example"
const GUESSER = "203.0.113.9"
const HOME = "198.51.100.7"
const scratch = shareTestDb()
let db: Db
let memberId: string

beforeAll(async () => {
  db = scratch.db
  // As little work as argon2 allows: what is counted here are tries.
  const passwordHash = await hash(PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 })
  for (const email of [DAN, "eve@ledgers.example"]) {
    await db.member.create({ data: { email, name: email, role: "admin", passwordHash } })
  }
  ;({ id: memberId } = await db.member.findUniqueOrThrow({ where: { email: DAN } }))
})
beforeEach(() => db.throttle.deleteMany())

test("after 5 failures an address waits, and longer after each further one, known account or not", async () => {
  for (const email of [DAN, "ghost@ledgers.example"]) {
    const waits: number[] = []
    for (let round = 0; round < 5; round += 1) expect(await guess({ email })).toBe("refused")
    for (let round = 0; round < 8; round += 1) {
      const wait = await waitOf({ email, password: PASSWORD })
      await letPass(wait)
      expect(await guess({ email })).toBe("refused")
      waits.push(wait)
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 480, 960, 1920])
    await db.throttle.deleteMany()
  }
})

test("the right password gets in from an address that did not guess, however much others do", async () => {
  for (let round = 0; round < 12; round += 1) await guess({ address: `203.0.113.${round}` })
  expect(await guess({ address: HOME, password: PASSWORD })).toBe("signed_in")
})

test("a known browser gets in from the very address that guesses", async () => {
  const device = { memberId, deviceId: "known" }
  for (let round = 0; round < 6; round += 1) await guess({})
  expect(await guess({ password: PASSWORD })).toBe("throttled")
  expect(await guess({ password: PASSWORD, device })).toBe("signed_in")
})

test("while an account is guessed at, a browser that is new to it has one free try, not five", async () => {
  for (let round = 0; round < 10; round += 1) await guess({ address: `203.0.113.${round}` })
  expect(await guess({ address: HOME })).toBe("refused")
  expect(await guess({ address: HOME, password: PASSWORD })).toBe("throttled")
  await letPass(15)
  expect(await guess({ address: HOME, password: PASSWORD })).toBe("signed_in")
  expect(await guess({ address: "192.0.2.1" })).toBe("refused")
  expect(await guess({ address: "192.0.2.1" })).toBe("throttled")
})

test("a stolen device cookie gives five guesses, no way in, and takes nothing from its owner", async () => {
  const device = { memberId, deviceId: "stolen" }
  for (let round = 0; round < 5; round += 1) {
    expect(await guess({ device })).toBe("refused")
  }
  for (let round = 0; round < 5; round += 1) await guess({ device })
  expect(await guess({ device, password: PASSWORD })).toBe("throttled")
  expect(await guess({ device, password: PASSWORD, address: HOME })).toBe("signed_in")
})

test("a device cookie counts for the member that it was given to, and for nobody else", async () => {
  const device = { memberId, deviceId: "dans" }
  const email = "eve@ledgers.example"
  for (let round = 0; round < 5; round += 1) await guess({ email, device })
  expect(await guess({ email, device, password: PASSWORD })).toBe("throttled")
})

test("tries at the same moment cannot pass the limit together", async () => {
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => guess({})))
  expect(outcomes.filter((one) => one === "refused")).toHaveLength(5)
  expect(outcomes.filter((one) => one === "throttled")).toHaveLength(5)
})

test("tries that have to wait are events, and are all counted however many come at once", async () => {
  const [email, address] = ["fay@ledgers.example", "192.0.2.77"]
  const { id } = await db.member.create({ data: { email, name: "Fay", role: "viewer" } })
  for (let round = 0; round < 5; round += 1) await guess({ email, address })
  await Promise.all(Array.from({ length: 12 }, () => guess({ email, address })))
  const key = `member.had_to_wait ${id}`
  const counted = () => db.refusalCount.findUnique({ where: { key }, select: { count: true } })
  await expect.poll(counted).toEqual({ count: 12 })
  const where = { kind: "member.had_to_wait", memberId: id, address }
  const first = await db.auditEvent.findFirst({ where, orderBy: { id: "asc" } })
  expect(first?.detail).toEqual({ at: "sign_in" })
})

test("an address that tries many accounts waits after 20 failures", async () => {
  for (let round = 0; round < 20; round += 1) {
    expect(await guess({ email: `nobody${round}@ledgers.example` })).toBe("refused")
  }
  expect(await guess({ email: "nobody@ledgers.example" })).toBe("throttled")
})

test("the addresses of one IPv6 /64 count together, and the /64s of one /48 too", async () => {
  for (const end of ["1", "2", "3", "a", "b"]) {
    expect(await guess({ address: `2001:db8::${end}` })).toBe("refused")
  }
  expect(await guess({ address: "2001:db8::c" })).toBe("throttled")
  await db.throttle.updateMany({
    where: { key: "sign-in:network:2001:db8:0::/48" },
    data: { count: 99 },
  })
  expect(await guess({ address: "2001:db8:0:7::1" })).toBe("refused")
  expect(await guess({ address: "2001:db8:0:8::1" })).toBe("throttled")
  expect(await guess({ address: "2001:db8:1:8::1" })).toBe("refused")
})

test("success clears what is this browser's, and of the address only its own try", async () => {
  const email = "nobody@ledgers.example"
  for (let round = 0; round < 4; round += 1) await guess({ email })
  for (let round = 0; round < 4; round += 1) await guess({})
  expect(await guess({ password: PASSWORD })).toBe("signed_in")
  const rows = await db.throttle.findMany({ select: { key: true, count: true } })
  const counts = rows.map(({ key, count }) => [key.split(":")[1], count])
  expect(counts.sort()).toEqual([
    ["account", 4],
    ["account", 4],
    ["address", 8],
    ["pair", 4],
  ])
})

test("failures are forgotten one by one, as time passes without another", async () => {
  for (let round = 0; round < 5; round += 1) await guess({})
  await letPass(3 * 60 * 60)
  for (let round = 0; round < 3; round += 1) expect(await guess({})).toBe("refused")
  expect(await guess({})).toBe("throttled")
})

test("guessing is one event a day and member, and its tries are no events of their own any more", async () => {
  await emptyTables(db, "AuditEvent", "RefusalCount")
  for (let round = 0; round < 30; round += 1) await guess({ address: `203.0.113.${round}` })
  await db.throttle.deleteMany()
  for (let round = 0; round < 12; round += 1) await guess({ address: `203.0.113.${round}` })
  const count = (kind: string) => db.auditEvent.count({ where: { kind, memberId } })
  expect(await count("member.password_guessed")).toBe(1)
  expect(await count("member.sign_in_refused")).toBe(20)
})

async function guess(attempt: Partial<Parameters<typeof signIn>[0]>): Promise<string> {
  return (await enter(attempt)).kind
}

async function waitOf(attempt: Partial<Parameters<typeof signIn>[0]>): Promise<number> {
  const outcome = await enter(attempt)
  if (outcome.kind !== "throttled") throw new Error(outcome.kind)
  // Counted in quarters of a minute: the test itself takes some of the time.
  return Math.ceil(outcome.retryAfterInSeconds / 15) * 15
}

function enter(attempt: Partial<Parameters<typeof signIn>[0]>) {
  const some = { email: DAN, password: "a wrong password", address: GUESSER, device: null }
  return signIn({ ...some, ...attempt }, db)
}

/** The counters are as they would be so many seconds later. */
async function letPass(seconds: number): Promise<void> {
  await db.$executeRaw`
    UPDATE "Throttle" SET "nextTryAt" = "nextTryAt" - ${seconds} * interval '1 second',
      "countedAt" = "countedAt" - ${seconds} * interval '1 second'`
}
