import { randomBytes, randomUUID } from "node:crypto"
import { readFile, writeFile } from "node:fs/promises"
import type { Socket } from "node:net"
import { join } from "node:path"
import { gunzipSync, gzipSync } from "node:zlib"
import { Client } from "pg"
import { expect, test, vi } from "vitest"
import { createVault } from "@/keeper/vault/vault"
import { connectionTo } from "@/lib/db/connection"
import { surveyBackup } from "@/scripts/backup/read-backup"
import { restore } from "@/scripts/backup/restore"
import { run } from "./run"
import { expectFailure, K1, listMembers, NAME, withBackup, withDb } from "./testing/with-backup"

const backup = withBackup()

test("a back-up whose vault key is not here, or is another of that name, is not restored unless the key is given up", async () => {
  const other = randomBytes(32).toString("base64")
  for (const keys of [`k2:${other}`, `k1:${other}`]) {
    vi.stubEnv("VAULT_KEYS", keys)
    await expectFailure(backup, ["restore", backup.file, "--yes"], /k1 is MISSING.*--without k1/s)
    await expectFailure(
      backup,
      ["restore", backup.file, "--yes", "--without", "k2"],
      /--without k1/,
    )
    expect(await listMembers(backup)).toEqual([])
  }
  expect(await run(["restore", backup.file, "--yes", "--without", "k1"])).toBe(0)
  expect(await listMembers(backup)).toEqual([NAME])
})

test("a restore that is cut off anywhere leaves the database as it was", async () => {
  const member = { email: "pia@ledgers.example", name: "Pia", role: "owner" } as const
  await withDb(backup, (db) => db.member.create({ data: member, select: { id: true } }))
  const { header } = await surveyBackup(backup.file)
  const vault = createVault({ keys: [K1], installationId: header.installation })
  for (const part of ["COPY", '"AuditEvent"', "COMMIT"]) {
    const client = new Client(connectionTo(backup.target.url))
    await client.connect()
    client.on("error", () => {})
    loseAt(client, part)
    const plan = {
      path: backup.file,
      url: backup.target.url,
      header,
      schema: "public",
      newest: new Map(),
      dataDir: backup.folder,
    }
    await expect(
      restore(client, { ...plan, vault, installationId: randomUUID() }),
    ).rejects.toThrow()
    expect(await listMembers(backup)).toEqual(["Pia"])
  }
})

test("a file that was cut off, changed, comes from a later version or is none is refused, and nothing is changed", async () => {
  const whole = await readFile(backup.file)
  const text = gunzipSync(whole).toString("utf8")
  const later = text.replace('"format":1', '"format":2')
  const migrated = text.replace('"migrations":[', '"migrations":["29990101000000_later",')
  const wrong: [Buffer, RegExp][] = [
    [whole.subarray(0, whole.length - 9), /damaged/],
    [gzipSync(text.slice(0, -100)), /damaged/],
    [gzipSync(text.replace("olive@", "other@")), /damaged/],
    [gzipSync(later), /later version/],
    [gzipSync(migrated), /damaged/],
    [gzipSync('{"hello":1}\n'), /no back-up/],
    [Buffer.from("no gzip"), /no back-up/],
  ]
  const other = join(backup.folder, "wrong.backup")
  for (const [content, message] of wrong) {
    await writeFile(other, content)
    await expectFailure(backup, ["restore", other, "--yes"], message)
  }
  for (let at = 12; at < whole.length; at += Math.ceil(whole.length / 60)) {
    const flipped = Buffer.from(whole)
    flipped[at] = (flipped[at] ?? 0) ^ 1
    await writeFile(other, flipped)
    await expect(surveyBackup(other)).rejects.toThrow(/damaged|no back-up/)
    await writeFile(other, whole.subarray(0, at))
    await expect(surveyBackup(other)).rejects.toThrow(/damaged|no back-up/)
  }
  const absent = join(backup.folder, "absent")
  await expectFailure(backup, ["restore", absent, "--yes"], "does not exist")
  await expectFailure(backup, ["restore", backup.folder, "--yes"], "is no file")
  await expectFailure(
    backup,
    ["restore", backup.file, "--yes", "--journal", absent],
    "no journal at",
  )
  vi.stubEnv("JOURNAL_DIR", absent)
  await expectFailure(backup, ["restore", backup.file, "--yes"], "no journal at")
  vi.stubEnv("JOURNAL_DIR", "")
  await expectFailure(
    backup,
    ["backup", join(absent, "new.backup")],
    /The folder .*absent does not/,
  )
  expect(await listMembers(backup)).toEqual([])
})

test("nothing is restored while somebody uses the database, or without the vault keys", async () => {
  await backup.target.db.member.count()
  await expectFailure(backup, ["restore", backup.file, "--yes"], "Stop Tenantry first")
  await backup.target.db.$disconnect()
  await withDb(
    backup,
    (db) => db.$executeRaw`
    INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at) VALUES ('-', '-', '29990101000000_later', now())`,
  )
  await expectFailure(backup, ["restore", backup.file, "--yes"], "A later version of Tenantry", 78)
  vi.stubEnv("VAULT_KEYS", "")
  await expectFailure(backup, ["restore", backup.file, "--yes"], "The vault keys are not here")
})

/** The server loses this client where it would send a statement with these words. */
function loseAt(client: Client, part: string): void {
  const { connection } = client as unknown as { connection: { stream: Socket } }
  const query = client.query.bind(client) as (...words: unknown[]) => unknown
  client.query = ((...words: unknown[]) => {
    if (JSON.stringify(words[0]).includes(part.replaceAll('"', '\\"'))) connection.stream.destroy()
    return query(...words)
  }) as typeof client.query
}
