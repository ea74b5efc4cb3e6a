import { randomBytes, randomUUID } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from "vitest"
import { createVault } from "@/keeper/vault/vault"
import { createDb, type Db } from "@/lib/db/create-db"
import { createTestDb, type TestDb } from "@/lib/db/test-db"
import { run } from "@/scripts/tenantry/run"

export const K1 = { keyId: "k1", bytes: randomBytes(32) }
// What COPY escapes, and what a reader of lines could take for an end of one.
export const NAME = "Olive\\. \t\n\r\u2028 \\N “日本”"

/** For the tests of a file: a back-up in `file`, and for each test an empty database that the environment names. */
export function withBackup(): Backup {
  const backup = { said: [] as string[] } as Backup
  let original: TestDb
  let target: TestDb
  beforeAll(async () => {
    original = await createTestDb()
    backup.folder = await mkdtemp(join(tmpdir(), "tenantry-restore-"))
    backup.file = join(backup.folder, "tenantry.backup")
    await fill(original.db)
    vi.stubEnv("DATABASE_URL", original.url)
    vi.spyOn(console, "log").mockReturnValue()
    expect(await run(["backup", backup.file])).toBe(0)
  })
  afterAll(async () => {
    await original.drop()
    await rm(backup.folder, { recursive: true })
  })
  beforeEach(async () => {
    target = await createTestDb()
    Object.assign(backup, { target, said: [] })
    for (const name of ["log", "error"] as const)
      vi.spyOn(console, name).mockImplementation((line: string) => backup.said.push(line))
    vi.stubEnv("VAULT_KEYS", `k1:${K1.bytes.toString("base64")}`)
    vi.stubEnv("DATA_DIR", backup.folder)
    vi.stubEnv("DATABASE_URL", target.url)
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
    await target.drop()
  })
  return backup
}

/** By a client of its own: an open connection would stand in a restore's way. */
export async function withDb<T>({ target }: Backup, use: (db: Db) => Promise<T>): Promise<T> {
  const db = createDb(target.url, { maxConnections: 1 })
  return use(db).finally(() => db.$disconnect())
}

export async function listMembers(backup: Backup): Promise<string[]> {
  const members = await withDb(backup, (db) => db.member.findMany({ select: { name: true } }))
  return members.map((one) => one.name)
}

export async function expectFailure(
  backup: Backup,
  words: string[],
  message: string | RegExp,
  status = 1,
): Promise<void> {
  expect(await run(words)).toBe(status)
  expect(backup.said.at(-1)).toMatch(message)
}

/** A member who is signed in, has an authenticator app, was invited to invite, and asked for a job. */
async function fill(db: Db): Promise<void> {
  const { id: installationId } = await db.installation.findFirstOrThrow({ select: { id: true } })
  const vault = createVault({ keys: [K1], installationId })
  const data = { email: "olive@ledgers.example", name: NAME, role: "owner" } as const
  const { id: memberId } = await db.member.create({ data, select: { id: true } })
  const codeApp = randomUUID()
  const secretSealed = await vault.seal("a secret", { column: "CodeApp.secret", row: codeApp })
  await db.codeApp.create({
    data: { id: codeApp, memberId, name: "Phone", secretSealed },
    select: { id: true },
  })
  await db.session.create({ data: { memberId }, select: { id: true } })
  await db.job.create({
    data: { id: randomUUID(), act: "disconnect", memberId },
    select: { id: true },
  })
  for (const kind of ["member.signed_in", "member.signed_out"])
    await db.auditEvent.create({ data: { kind }, select: { id: true } })
  const invitation = { tokenHash: "hash", email: "pia@ledgers.example", role: "viewer" } as const
  await db.invitation.create({
    data: { ...invitation, expiresAt: new Date("2099-01-01") },
    select: { id: true },
  })
}

export type Backup = { folder: string; file: string; target: TestDb; said: string[] }
