import { Client } from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { connectionTo } from "@/lib/db/connection"
import { createDb, type Db } from "@/lib/db/create-db"
import { findSetup, issueSetupCode } from "@/lib/members/first-owner"
import { hashPassword } from "@/lib/members/password"
import { ATTACKS } from "@/scripts/start/postgres/testing/attacks"
import {
  startEmbedded,
  startExternal,
  type WalledDatabase,
} from "@/scripts/start/postgres/testing/walled-database"
import { UNREADABLE, WRITABLE } from "@/scripts/start/postgres/testing/web-privileges"
import { hasWall } from "@/web/installation/has-wall"
import { listOpenInvitations } from "@/web/members/invitations"
import { listMembers } from "@/web/members/list-members"
import { changeName } from "@/web/members/own-account"
import { endSession, findSessionMember } from "@/web/members/sessions"
import { signIn } from "@/web/members/sign-in"

const FORBIDDEN = "42501"
const PASSWORD = "correct horse battery"

describe.each([
  ["the embedded PostgreSQL", startEmbedded],
  ["an external PostgreSQL, in a schema of its own", startExternal],
])("%s", (_name, start) => {
  let urls: WalledDatabase
  let keeper: Db
  let web: Db
  let client: Client
  beforeAll(async () => {
    urls = await start()
    keeper = createDb(urls.keeper)
    web = createDb(urls.web)
    client = new Client(connectionTo(urls.web))
    await client.connect()
  })
  afterAll(async () => {
    await Promise.all([keeper.$disconnect(), web.$disconnect(), client.end()])
    await urls.stop()
  })

  test.each(ATTACKS)("refuses web's role: %s", async (_what, statement) => {
    await expect(client.query(statement)).rejects.toMatchObject({ code: FORBIDDEN })
  })

  test("keeps every sealed value from web's role", async () => {
    const sealed = await keeper.$queryRaw<{ table: string; column: string }[]>`
      SELECT c.relname::text AS "table", a.attname::text AS "column" FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attname ~ 'Sealed$'`
    expect(sealed.length).toBeGreaterThan(6)
    for (const { table, column } of sealed) {
      const statements = [
        `SELECT "${column}" FROM "${table}"`,
        `SELECT 1 FROM "${table}" WHERE "${column}" > ''`,
      ]
      for (const statement of statements)
        await expect(client.query(statement)).rejects.toMatchObject({ code: FORBIDDEN })
    }
  })

  test("lets web's role touch the tables and columns that are named, and no other", async () => {
    const unreadable = await client.query<{ name: string }>(UNREADABLE_NOW)
    expect(unreadable.rows.map(({ name }) => name)).toEqual([...UNREADABLE].sort())
    const writable = await client.query<{ name: string }>(WRITABLE_NOW)
    expect(writable.rows.map(({ name }) => name).sort()).toEqual([...WRITABLE].sort())
  })

  test("keeps the counters of codes and proofs from web's role, and ended sessions as they are", async () => {
    await keeper.throttle.create({ data: { key: "step-up:member:x", count: 20 } })
    await keeper.throttle.create({ data: { key: "sign-in:device:x", count: 2 } })
    expect(await web.throttle.updateMany({ data: { count: 0 } })).toEqual({ count: 1 })
    expect(await web.throttle.deleteMany()).toEqual({ count: 1 })
    const made = client.query(`INSERT INTO "Throttle" ("key") VALUES ('step-up:member:y')`)
    await expect(made).rejects.toMatchObject({ code: FORBIDDEN })
    expect(await keeper.throttle.findMany({ select: { key: true, count: true } })).toEqual([
      { key: "step-up:member:x", count: 20 },
    ])
    await keeper.throttle.deleteMany()
    const member = { email: "eve@ledgers.example", name: "Eve", role: "owner" } as const
    const { id: memberId } = await keeper.member.create({ data: member, select: { id: true } })
    const data = { memberId, endedAt: new Date() }
    await keeper.session.create({ data, select: { id: true } })
    expect(await web.session.updateMany({ data: { endedAt: null } })).toEqual({ count: 0 })
    await keeper.session.deleteMany()
    await keeper.member.deleteMany()
  })

  test("keeps the counts of what the keeper refuses from web's role", async () => {
    const keys = ["member.proof_refused x", "member.second_factor_refused x"]
    const [own = "", ...theirs] = ["member.sign_in_refused x", ...keys]
    const data = [own, ...theirs].map((key) => ({ key, hour: new Date(), count: 1 }))
    await keeper.refusalCount.createMany({ data })
    expect(await web.refusalCount.updateMany({ data: { count: 99 } })).toEqual({ count: 1 })
    await keeper.refusalCount.deleteMany({ where: { key: { in: keys } } })
    for (const key of theirs)
      await expect(
        client.query(`INSERT INTO "RefusalCount" ("key", "hour", "count") VALUES ($1, now(), 99)`, [
          key,
        ]),
      ).rejects.toMatchObject({ code: FORBIDDEN })
    await keeper.refusalCount.deleteMany()
  })

  test("lets web do its work: sign in and out, count tries, read, and add events", async () => {
    expect(await hasWall(web)).toBe(true)
    expect(await hasWall(keeper)).toBe(false)
    expect(await findSetup(web, (await issueSetupCode(keeper)) ?? "")).toBe("open")
    const email = "ann@ledgers.example"
    const data = {
      email,
      name: "Ann",
      role: "owner",
      passwordHash: await hashPassword(PASSWORD),
    } as const
    await keeper.member.create({ data, select: { id: true } })
    const attempt = { email, address: "198.51.100.7", device: null }
    expect((await signIn({ ...attempt, password: "wrong" }, web)).kind).toBe("refused")
    const entered = await signIn({ ...attempt, password: PASSWORD }, web)
    if (entered.kind !== "signed_in") throw new Error(entered.kind)
    const member = await findSessionMember(entered.sessionId, web)
    if (member === null) throw new Error("no session")
    await changeName(member, "Anna", web)
    expect(await listMembers(web)).toMatchObject([{ name: "Anna" }])
    expect(await listOpenInvitations(web)).toEqual([])
    await endSession(entered, web)
    expect(await findSessionMember(entered.sessionId, web)).toBeNull()
    const events = await web.auditEvent.findMany({ select: { kind: true }, orderBy: { id: "asc" } })
    expect(events.map(({ kind }) => kind)).toEqual([
      "member.sign_in_refused",
      "member.signed_in",
      "member.renamed",
      "member.signed_out",
    ])
  })
})

const COLUMNS = `
  SELECT c.oid, c.relname AS "table", a.attname AS "column",
    bool_or(has_column_privilege(c.oid, a.attnum, 'SELECT')) OVER (PARTITION BY c.oid) AS "some"
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v')`

const UNREADABLE_NOW = `
  SELECT DISTINCT CASE WHEN "some" THEN "table" || '.' || "column" ELSE "table"::text END COLLATE "C" AS "name"
  FROM (${COLUMNS}) columns WHERE NOT has_column_privilege(oid, "column", 'SELECT') ORDER BY 1`

const WRITABLE_NOW = `
  SELECT act || ' ' || "table" || '.' || "column" AS "name" FROM (${COLUMNS}) columns, unnest('{INSERT,UPDATE,REFERENCES}'::text[]) act
  WHERE has_column_privilege(oid, "column", act)
  UNION ALL
  SELECT act || ' ' || relname FROM pg_class, unnest('{DELETE,TRUNCATE,TRIGGER}'::text[]) act
  WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v') AND has_table_privilege(pg_class.oid, act)`
