import { randomUUID } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdtemp, readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { Client } from "pg"
import { expect, inject, test, vi } from "vitest"
import { createMemory } from "@/keeper/guard/memory"
import { openGuard } from "@/keeper/testing/installation"
import { connectionTo } from "@/lib/db/connection"
import { createDb } from "@/lib/db/create-db"
import { createLog } from "@/lib/log"
import { takeTurn } from "@/prisma/migrate"
import { surveyBackup } from "@/scripts/backup/read-backup"
import { run } from "./run"
import { expectFailure, listMembers, NAME, withBackup } from "./testing/with-backup"

const backup = withBackup()

test("a back-up is readable by its system user alone, holds no vault key, and takes nobody's place", async () => {
  expect((await stat(backup.file)).mode & 0o777).toBe(0o600)
  const { header } = await surveyBackup(backup.file)
  expect(header).toMatchObject({ tenantry: "backup", members: 1, events: 2 })
  const before = await readFile(backup.file)
  await expectFailure(backup, ["backup", backup.file], "exists already")
  expect(await readFile(backup.file)).toEqual(before)
  expect(await run(["backup"])).toBe(2)
})

test("a back-up and a migration wait for each other", async () => {
  const file = join(backup.folder, "beside-a-migration.backup")
  const migration = new Client(connectionTo(backup.target.url))
  await migration.connect()
  await takeTurn(migration)
  const written = run(["backup", file])
  await vi.waitFor(
    async () => {
      const { rows } = await migration.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%advisory_lock_shared%'`,
      )
      expect(rows).toHaveLength(1)
    },
    { timeout: 10_000, interval: 20 },
  )
  expect(existsSync(file)).toBe(false)
  await migration.end()
  expect(await written).toBe(0)
  expect((await surveyBackup(file)).header).toMatchObject({ members: 0 })
})

test("a restore says what it would do, and does nothing until it is told --yes", async () => {
  expect(await run(["restore", backup.file])).toBe(3)
  expect(await listMembers(backup)).toEqual([])
  expect(backup.said.join("\n")).toContain("Nothing was changed.")
  expect(backup.said.join("\n")).toContain(
    "this restore cannot know of hand-overs after the back-up",
  )
  expect(await run(["restore", backup.file, "--yes"])).toBe(0)
  expect(await listMembers(backup)).toEqual([NAME])
  expect(await run(["restore"])).toBe(2)
  expect(await run(["restore", backup.file, "--no"])).toBe(2)
})

test("a restore goes on from the restored rows, but not with jobs, sessions and invitations that were open then", async () => {
  await run(["restore", backup.file, "--yes"])
  const db = createDb(backup.target.url, { maxConnections: 1 })
  await db.auditEvent.create({ data: { kind: "member.signed_in" }, select: { id: true } })
  const events = await db.auditEvent.findMany({
    orderBy: { id: "asc" },
    select: { id: true, kind: true },
  })
  await expect(db.$executeRaw`DELETE FROM "AuditEvent"`).rejects.toThrow()
  expect(await db.session.count({ where: { endedAt: null } })).toBe(0)
  expect(await db.job.count({ where: { stoppedAt: null } })).toBe(0)
  expect(await db.invitation.count({ where: { withdrawnAt: null } })).toBe(0)
  await db.$disconnect()
  expect(events.map((one) => Number(one.id))).toEqual([1, 2, 3, 4])
  expect(events[2]?.kind).toBe("installation.restored")
})

const NO_RIGHTS = "Web's role was given no rights: WEB_DATABASE_URL is not set."

test.each([
  { hadThem: true, isNamed: false },
  { hadThem: false, isNamed: true },
  { hadThem: false, isNamed: false },
])(
  "after a restore web's role has its rights where it had them or is named; where neither is so, restore and migrate say it (%j)",
  async ({ hadThem, isNamed }) => {
    const { webRole: role = "" } = inject("testCluster") ?? {}
    const url = urlOf(role)
    if (isNamed) vi.stubEnv("WEB_DATABASE_URL", url)
    if (!hadThem) await ask(`DROP OWNED BY ${role}`)
    expect(await run(["restore", backup.file, "--yes"])).toBe(0)
    const isSaid = !hadThem && !isNamed
    expect(backup.said.join().includes(NO_RIGHTS)).toBe(isSaid)
    const web = createDb(url, { maxConnections: 1 })
    const seen = web.member.findMany({ select: { name: true } }).finally(() => web.$disconnect())
    if (!isSaid) return expect(await seen).toEqual([{ name: NAME }])
    await expect(seen).rejects.toThrow()
    expect(await run(["migrate"])).toBe(0)
    expect(backup.said.at(-1)).toContain(NO_RIGHTS)
  },
)

test("the database that a start brings has a role of web's, which a restore into a new one knows", async () => {
  vi.stubEnv("DATABASE_URL", "")
  vi.stubEnv("DATA_DIR", await mkdtemp(join(backup.folder, "new-")))
  expect(await run(["restore", backup.file, "--yes"])).toBe(0)
  expect(backup.said.join()).toContain("Web's role tenantry_web has its rights.")
})

const WEBS_OWN = 'GRANT INSERT, UPDATE, DELETE ON "Throttle" TO'

test.each([
  {
    name: "may do everything",
    with: "GRANT ALL ON ALL TABLES IN SCHEMA public TO",
    isNamed: false,
  },
  { name: "is a superuser", with: `ALTER ROLE bystander SUPERUSER; ${WEBS_OWN}`, isNamed: false },
  { name: "belongs to a role", with: `GRANT pg_monitor TO bystander; ${WEBS_OWN}`, isNamed: false },
  {
    name: "may make things",
    with: `GRANT CREATE ON SCHEMA public TO bystander; ${WEBS_OWN}`,
    isNamed: false,
  },
  { name: "is not the one that is named", with: WEBS_OWN, isNamed: true },
])("a restore takes no role for web's that $name", async ({ with: rights, isNamed }) => {
  const { webRole = "" } = inject("testCluster") ?? {}
  if (isNamed) vi.stubEnv("WEB_DATABASE_URL", urlOf(webRole))
  await ask(`CREATE ROLE bystander; ${rights} bystander`)
  const status = await run(["restore", backup.file, "--yes"])
  const rows = await ask(
    `SELECT FROM pg_class, aclexplode(relacl) WHERE relname = 'Throttle' AND grantee = 'bystander'::regrole`,
  )
  await ask("DROP OWNED BY bystander; DROP ROLE bystander")
  expect([status, rows]).toEqual([0, []])
  expect(backup.said.join()).toContain(`Web's role ${webRole} has its rights.`)
})

test("a restore that cannot give web its rights has restored all the same, and says why", async () => {
  const { webRole = "" } = inject("testCluster") ?? {}
  vi.stubEnv("WEB_DATABASE_URL", urlOf(webRole))
  await ask(`GRANT CREATE ON SCHEMA public TO ${webRole}`)
  expect(await run(["restore", backup.file, "--yes"])).toBe(0)
  expect(backup.said.join()).toMatch(/Restored\..*was given no rights\..*REVOKE CREATE ON SCHEMA/s)
  expect(await listMembers(backup)).toEqual([NAME])
})

/** Another role's way to the target, with the same password. */
function urlOf(role: string): string {
  const url = new URL(backup.target.url)
  url.username = role
  return url.href
}

async function ask(statements: string): Promise<unknown[]> {
  const client = new Client(connectionTo(backup.target.url))
  await client.connect()
  const { rows } = await client.query(statements).finally(() => client.end())
  return rows
}

test("a restored database is the rightful one of the installation that restored it, and of no other", async () => {
  const home = await mkdtemp(join(backup.folder, "home-"))
  const installationId = randomUUID()
  const { header } = await surveyBackup(backup.file)
  const seen = { id: header.installation, takeOvers: 7, generation: 900, timeline: null }
  const memory = createMemory(home, createLog("keeper"))
  await memory.remember({ ...seen, renewedAt: new Date() })
  vi.stubEnv("DATA_DIR", home)
  vi.stubEnv("INSTALLATION_ID", installationId)
  expect(await run(["restore", backup.file, "--yes"])).toBe(0)
  const ours = await openGuard(backup.target.url, { home, installationId })
  const other = await openGuard(backup.target.url, { home: null, installationId: randomUUID() })
  expect([ours.sign(), other.sign()]).toEqual([null, "installation"])
  await Promise.all([ours.end(), other.end()])
})
