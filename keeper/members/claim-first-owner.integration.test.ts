import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { claimFirstOwner } from "@/keeper/members/claim-first-owner"
import { createTestDb, type TestDb } from "@/lib/db/test-db"
import { ensureFirstOwner, findSetup, issueSetupCode } from "@/lib/members/first-owner"
import { setupFile } from "@/lib/members/setup-file"

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
      claimFirstOwner(keeperOf(scratch), {
        ...ALICE,
        code,
        name,
        email: `${name}@ledgers.example`,
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
  expect(await claimFirstOwner(keeperOf(scratch), claim)).toEqual({ kind: "other_code" })
  expect(await db.member.count()).toBe(0)
})

test("a set-up code opens nothing after an hour", async () => {
  const { db } = scratch
  const code = (await issueSetupCode(db)) ?? ""
  await age(59)
  expect(await findSetup(db, code)).toBe("open")
  await age(1)
  expect(await findSetup(db, code)).toBe("other_code")
  const claim = { code, name: "Alice", ...ALICE }
  expect(await claimFirstOwner(keeperOf(scratch), claim)).toEqual({ kind: "other_code" })
  expect(await findSetup(db, (await issueSetupCode(db)) ?? "")).toBe("open")
})

test("a password that many people use makes no owner, and leaves the code as it was", async () => {
  const { db } = scratch
  const code = (await issueSetupCode(db)) ?? ""
  const claim = { ...ALICE, code, name: "Alice", password: "Password2026!" }
  const refused = { kind: "weak_password", problem: "known" }
  expect(await claimFirstOwner(keeperOf(scratch), claim)).toEqual(refused)
  expect(await db.member.count()).toBe(0)
  const better = { ...claim, password: ALICE.password }
  expect(await claimFirstOwner(keeperOf(scratch), better)).toMatchObject({ kind: "created" })
})

test("the file with the set-up link goes once the link was used, and not before", async () => {
  const { db } = scratch
  const dataDir = mkdtempSync(join(tmpdir(), "tenantry-setup-"))
  const code = (await issueSetupCode(db)) ?? ""
  writeFileSync(setupFile(dataDir), "a link")
  const claim = { ...ALICE, code, name: "Alice" }
  await claimFirstOwner({ db, dataDir }, { ...claim, code: "another" })
  expect(existsSync(setupFile(dataDir))).toBe(true)
  await claimFirstOwner({ db, dataDir }, claim)
  expect(existsSync(setupFile(dataDir))).toBe(false)
  rmSync(dataDir, { recursive: true })
})

function keeperOf({ db }: TestDb) {
  return { db, dataDir: null }
}

async function age(minutes: number): Promise<void> {
  await scratch.db.$executeRaw`
    UPDATE "SetupCode" SET "createdAt" = "createdAt" - ${minutes} * interval '1 minute'`
}
