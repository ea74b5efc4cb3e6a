import { afterEach, beforeEach, expect, test } from "vitest"
import { createTestDb, type TestDb } from "@/lib/db/test-db"
import {
  claimFirstOwner,
  ensureFirstOwner,
  findSetup,
  issueSetupCode,
} from "@/lib/members/first-owner"

const ALICE = { email: "alice@ledgers.example", password: "a long enough password" }
let scratch: TestDb

beforeEach(async () => {
  scratch = await createTestDb()
})
afterEach(() => scratch.drop())

test("the first owner is created once, even by several starts at a time", async () => {
  const { db } = scratch
  const outcomes = await Promise.all([1, 2, 3].map(() => ensureFirstOwner(db, ALICE)))
  expect(outcomes.sort()).toEqual(["created", "exists", "exists"])
  expect(await db.member.findMany({ select: { email: true, role: true } })).toEqual([
    { email: ALICE.email, role: "owner" },
  ])
  expect(await ensureFirstOwner(db, { ...ALICE, email: "other@ledgers.example" })).toBe("exists")
})

test("a new set-up code replaces the older one, and none is issued once there is a member", async () => {
  const { db } = scratch
  const older = await issueSetupCode(db)
  const newer = await issueSetupCode(db)
  expect(newer?.length).toBeGreaterThanOrEqual(32)
  expect(await findSetup(db, older ?? "")).toBe("other_code")
  expect(await findSetup(db, newer ?? "")).toBe("open")
  expect(JSON.stringify(await db.setupCode.findMany({ omit: { codeHash: false } }))).not.toContain(
    newer,
  )
  await ensureFirstOwner(db, ALICE)
  expect(await issueSetupCode(db)).toBeNull()
  expect(await findSetup(db, newer ?? "")).toBe("done")
})

test("the set-up code makes one owner, even when two browsers send it at once", async () => {
  const { db } = scratch
  const code = (await issueSetupCode(db)) ?? ""
  const claims = await Promise.all(
    ["one", "two"].map((name) =>
      claimFirstOwner(db, {
        code,
        name,
        email: `${name}@ledgers.example`,
        password: "x".repeat(12),
      }),
    ),
  )
  expect(claims.map((claim) => claim.kind).sort()).toEqual(["created", "done"])
  expect(await db.member.count()).toBe(1)
})

test("another code opens nothing", async () => {
  const { db } = scratch
  await issueSetupCode(db)
  const claim = { code: "A".repeat(32), name: "Mallory", ...ALICE }
  expect(await claimFirstOwner(db, claim)).toEqual({ kind: "other_code" })
  expect(await db.member.count()).toBe(0)
})
