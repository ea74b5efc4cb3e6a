import { randomBytes, randomUUID } from "node:crypto"
import { mkdir, rename, rm, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest"
import * as made from "@/keeper/testing/installation"

const { ask, copyFolder, lookTwice, openGuard, startServer } = made
const HOME = resolve(".test/vitest", `copies-${randomBytes(4).toString("hex")}-${process.pid}`)
const table = ["What somebody does | what a keeper finds at its first look, and at its second"]
let fresh: made.Installation
let otherHost: made.Installation
let original: made.Installation
let copy: made.Installation

beforeAll(async () => {
  await mkdir(HOME, { recursive: true })
  fresh = await made.install(join(HOME, "fresh"))
  otherHost = await made.install(join(HOME, "other-host"))
}, 120_000)
beforeEach(async () => {
  original = { ...fresh, home: join(HOME, "original"), installationId: randomUUID() }
  copy = { ...original, home: join(HOME, "copy") }
  copyFolder(fresh.home, original.home)
  expect(await runOnce(original)).toEqual(OURS)
}, 120_000)
afterEach(async () => {
  await made.stopServers()
  await Promise.all([original, copy].map(({ home }) => rm(home, { recursive: true, force: true })))
})
afterAll(async () => {
  process.stdout.write(`\n${table.join("\n")}\n`)
  await rm(HOME, { recursive: true, force: true })
})

/** Starts its server and a keeper, and stops both. */
async function runOnce(installation: made.Installation): Promise<Found> {
  const server = await startServer(installation)
  const found = await lookTwice(server.url, installation)
  await server.stop()
  return found
}

/** As if what is stored had been stored so long ago. */
async function age(url: string, interval: string): Promise<void> {
  await ask(url, `UPDATE "Installation" SET "renewedAt" = "renewedAt" - interval '${interval}'`)
}

async function cloneDatabase(url: string): Promise<string> {
  const other = new URL(url)
  const name = `clone_${randomBytes(4).toString("hex")}`
  other.pathname = "template1"
  await ask(other.href, `CREATE DATABASE ${name} TEMPLATE ${new URL(url).pathname.slice(1)}`)
  other.pathname = name
  return other.href
}

/** The row, as a dump takes it along. */
async function dumpRow(url: string): Promise<string> {
  const [row] = await ask(url, `SELECT to_jsonb(i)::text AS "text" FROM "Installation" i`)
  return String(row?.text)
}

async function restoreRow(url: string, dump: string): Promise<void> {
  await ask(url, `DELETE FROM "Installation"`)
  const row = `jsonb_populate_record(NULL::"Installation", '${dump}')`
  await ask(url, `INSERT INTO "Installation" SELECT * FROM ${row}`)
}

async function ordinaryRole(url: string): Promise<string> {
  await ask(url, "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC")
  await ask(url, "CREATE ROLE plain LOGIN PASSWORD 'plain'")
  const plain = new URL(url)
  const name = plain.pathname.slice(1)
  await ask(
    url,
    `GRANT ALL ON ALL TABLES IN SCHEMA public TO plain; ALTER DATABASE ${name} OWNER TO plain`,
  )
  plain.username = "plain"
  plain.password = "plain"
  return plain.href
}

const OURS = [null, null]
const CASES: Record<string, { found: Found; act: () => Promise<Found> }> = {
  "starts it again": { found: OURS, act: () => runOnce(original) },
  "upgrades from the version before, which noted nothing": {
    found: OURS,
    async act() {
      const { url } = await startServer(original)
      await ask(
        url,
        `UPDATE "Installation" SET "heldDatabase" = NULL, "generation" = 0, "renewedAt" = NULL`,
      )
      await rm(join(original.home, "clone-guard.json"))
      return lookTwice(url, original)
    },
  },
  "restores a dump into another database of the same server": {
    found: ["database", "database"],
    act: async () => lookTwice(await cloneDatabase((await startServer(original)).url), original),
  },
  "does so where PostgreSQL does not tell its system identifier": {
    found: ["database", "database"],
    async act() {
      const url = await ordinaryRole((await startServer(original)).url)
      expect(await lookTwice(url, original)).toEqual(OURS)
      return lookTwice(await cloneDatabase(url), original)
    },
  },
  "restores a dump on another host, with the same INSTALLATION_ID": {
    found: ["database", "database"],
    async act() {
      const [from, to] = [await startServer(original), await startServer(otherHost)]
      await restoreRow(to.url, await dumpRow(from.url))
      return lookTwice(to.url, { ...original, home: null })
    },
  },
  "restores a dump of an hour ago into the same database": {
    found: ["older", "older"],
    async act() {
      const { url } = await startServer(original)
      await age(url, "1 hour")
      const dump = await dumpRow(url)
      await lookTwice(url, original)
      await restoreRow(url, dump)
      return lookTwice(url, original)
    },
  },
  "does so under a running keeper, which has no data folder": {
    found: ["older", "older"],
    async act() {
      const { url } = await startServer(original)
      await age(url, "1 hour")
      const dump = await dumpRow(url)
      const keeper = await openGuard(url, { ...original, home: null })
      await restoreRow(url, dump)
      await keeper.look()
      const found = keeper.sign()
      await keeper.end()
      // The sign stays in the row, for keepers that remember nothing.
      return [found, ...(await lookTwice(url, { ...original, home: null })).slice(1)]
    },
  },
  "copies the data folder beside the original and runs both": {
    found: ["folder", "folder"],
    async act() {
      copyFolder(original.home, copy.home)
      const [first, second] = [await startServer(original), await startServer(copy)]
      const running = await openGuard(first.url, original)
      const found = await lookTwice(second.url, copy)
      expect(running.sign()).toBeNull()
      await running.end()
      return found
    },
  },
  "copies the data folder and stops the original, which costs one click": {
    found: ["folder", null],
    async act() {
      copyFolder(original.home, copy.home)
      const { url, stop } = await startServer(copy)
      const keeper = await openGuard(url, copy)
      const found = keeper.sign()
      await keeper.takeOver(async () => undefined)
      expect(keeper.sign()).toBeNull()
      await keeper.end()
      await stop()
      return [found, ...(await runOnce(copy)).slice(1)]
    },
  },
  "moves the data folder": {
    found: OURS,
    async act() {
      await rename(original.home, copy.home)
      return runOnce(copy)
    },
  },
  "restores a snapshot of the database's disk": {
    found: ["older", "older"],
    async act() {
      const server = await startServer(original)
      await age(server.url, "1 hour")
      await server.stop()
      copyFolder(original.home, copy.home)
      await runOnce(original)
      await rm(join(original.home, "postgres"), { recursive: true })
      await rename(join(copy.home, "postgres"), join(original.home, "postgres"))
      return runOnce(original)
    },
  },
  "lets a standby take over that lacks the last two minutes": {
    found: OURS,
    async act() {
      const server = await startServer(original)
      await age(server.url, "2 minutes")
      await server.stop()
      copyFolder(original.home, copy.home)
      await runOnce(original)
      await writeFile(join(copy.home, "postgres", "standby.signal"), "")
      const { url } = await startServer(copy)
      await made.promote(copy)
      const [now] = await ask(url, "SELECT pg_walfile_name(pg_current_wal_lsn()) AS file")
      expect(String(now?.file)).toMatch(/^00000002/)
      return lookTwice(url, original)
    },
  },
  "starts a database whose last seconds a crash has lost": {
    found: OURS,
    async act() {
      const { url } = await startServer(original)
      const dump = await dumpRow(url)
      await lookTwice(url, original)
      await restoreRow(url, dump)
      return lookTwice(url, original)
    },
  },
  "starts a container with a fresh disk, the same INSTALLATION_ID and the same database": {
    found: OURS,
    async act() {
      await mkdir(copy.home)
      return lookTwice((await startServer(original)).url, copy)
    },
  },
  "runs several keepers on one database": {
    found: OURS,
    async act() {
      const { url } = await startServer(original)
      const first = await openGuard(url, original)
      const found = await lookTwice(url, original)
      await first.look()
      expect(first.sign()).toBeNull()
      await first.end()
      return found
    },
  },
  "copies the data folder for one more keeper on the same database": {
    found: ["folder", null],
    async act() {
      const { url } = await startServer(original)
      const first = await openGuard(url, original)
      await mkdir(copy.home)
      copyFolder(join(original.home, "clone-guard.json"), copy.home)
      const second = await openGuard(url, copy)
      const found = second.sign()
      await lookTwice(url, original)
      await second.look()
      await Promise.all([first.end(), second.end()])
      return [found, second.sign()]
    },
  },
  "takes over in one of two databases that share the data folder, and looks in the other": {
    found: ["older", "older"],
    async act() {
      const { url } = await startServer(original)
      const second = await openGuard(await cloneDatabase(url), original)
      expect(second.sign()).toBe("database")
      await second.takeOver(async () => undefined)
      expect(second.sign()).toBeNull()
      await second.end()
      return lookTwice(url, original)
    },
  },
  "starts it under another INSTALLATION_ID": {
    found: ["installation", "installation"],
    async act() {
      const { url } = await startServer(original)
      return lookTwice(url, { home: null, installationId: randomUUID() })
    },
  },
}

it.each(Object.entries(CASES))(
  "somebody %s",
  async (name, { found, act }) => {
    const outcome = await act()
    table.push(`${name} | ${outcome.map((sign) => sign ?? "ours").join(", ")}`)
    expect(outcome).toEqual(found)
  },
  120_000,
)

type Found = (string | null)[]
