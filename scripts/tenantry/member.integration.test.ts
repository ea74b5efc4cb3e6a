import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { acceptInvitation } from "@/keeper/members/accept-invitation"
import { createTestDb, type TestDb } from "@/lib/db/test-db"
import { findInvitation } from "@/lib/members/find-invitation"
import { run } from "./run"

const OLIVE = "olive@ledgers.example"
let scratch: TestDb
let memberId: string
let said: string[]

beforeEach(async () => {
  scratch = await createTestDb()
  const data = { email: OLIVE, name: "Olive", role: "owner", passwordHash: "lost" } as const
  memberId = (await scratch.db.member.create({ data, select: { id: true } })).id
  said = []
  vi.spyOn(console, "log").mockImplementation((line: string) => said.push(line))
  vi.spyOn(console, "error").mockImplementation((line: string) => said.push(line))
  vi.stubEnv("DATABASE_URL", scratch.url)
  vi.stubEnv("APP_URL", "https://tenantry.example")
})
afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  await scratch.drop()
})

test("a sole owner who forgot the password gets in by a link that the server's shell prints", async () => {
  expect(await run(["member", "reset-password", " OLIVE@Ledgers.example "])).toBe(0)
  const [, token = "", terms] =
    /^https:\/\/tenantry\.example\/invitations\/(\S+)\n(.*)$/.exec(said[0] ?? "") ?? []
  expect(terms).toBe("It lets Olive set a new password, once and within an hour.")
  expect(await findInvitation(scratch.db, token)).toMatchObject({
    memberName: "Olive",
    invitedByName: null,
  })
  const use = { token, name: "Olive", password: "jodhpur-mangrove-lantern" }
  expect(await acceptInvitation(scratch, use)).toEqual({ kind: "accepted", memberId })
  expect(await acceptInvitation(scratch, use)).toEqual({ kind: "gone" })
  const events = await scratch.db.auditEvent.findMany({ orderBy: { id: "asc" } })
  expect(events).toMatchObject([
    { kind: "member.reset_on_server", memberId: null, detail: { subjectId: memberId } },
    { kind: "member.password_changed", memberId },
  ])
})

test("the link of the server's shell is over after an hour", async () => {
  await run(["member", "reset-password", OLIVE, "--json"])
  const { link } = JSON.parse(said[0] ?? "")
  const token = link.split("/").at(-1)
  await scratch.db
    .$executeRaw`UPDATE "Invitation" SET "expiresAt" = "expiresAt" - interval '1 hour'`
  expect(await findInvitation(scratch.db, token)).toBeNull()
})

test("an unknown address, a disabled member and no address are told apart, and nothing is changed", async () => {
  expect(await run(["member", "reset-password", "nobody@ledgers.example"])).toBe(1)
  expect(said.at(-1)).toContain("No member has the e-mail address nobody@ledgers.example.")
  const where = { id: memberId }
  await scratch.db.member.update({ where, data: { disabledAt: new Date() } })
  expect(await run(["member", "reset-password", OLIVE])).toBe(1)
  expect(said.at(-1)).toContain("Olive is disabled.")
  for (const words of [[], ["olive"], [OLIVE, "more"]]) {
    expect(await run(["member", "reset-password", ...words])).toBe(2)
    expect(said.at(-1)).toContain("Name one member by their e-mail address")
  }
  expect(await run(["member", "remove-factors", "nobody@ledgers.example"])).toBe(1)
  expect(await scratch.db.auditEvent.count()).toBe(0)
  expect(await scratch.db.invitation.count()).toBe(0)
})

test("lost second factors are removed on the server's shell, and an event says so", async () => {
  const recovery = { codeHash: "a hash", memberId }
  await scratch.db.recoveryCode.create({ data: recovery, select: { memberId: true } })
  expect(await run(["member", "remove-factors", OLIVE])).toBe(0)
  expect(await scratch.db.recoveryCode.count()).toBe(0)
  expect(await scratch.db.auditEvent.findMany()).toMatchObject([
    { kind: "member.factors_removed", memberId: null, detail: { member: "Olive", by: "server" } },
  ])
})

test("help says what a command does and takes, and does nothing", async () => {
  expect(await run(["member", "reset-password", "--help"])).toBe(0)
  expect(said.join("\n")).toContain("tenantry member reset-password EMAIL")
  expect(await scratch.db.invitation.count()).toBe(0)
})
