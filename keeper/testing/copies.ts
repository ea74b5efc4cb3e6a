import { rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect } from "vitest"
import {
  ask,
  copyFolder,
  type Installation,
  lookTwice,
  openGuard,
  promote,
  startServer,
} from "@/keeper/testing/installation"
import {
  age,
  cloneDatabase,
  dumpRow,
  ordinaryRole,
  restoreRow,
  runOnce,
} from "@/keeper/testing/restore-database"

export const OURS: Found = [null, null]
/**
 * What an operator does with an installation, and what a keeper finds at its first and second look. `copy` is the same
 * installation in another folder, which does not exist yet; `otherHost` is an empty one.
 */
export const COPIES: Record<string, Act> = {
  "starts it again": { found: OURS, act: ({ original }) => runOnce(original) },
  "upgrades from the version before, which noted nothing": {
    found: OURS,
    async act({ original }) {
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
    act: async ({ original }) =>
      lookTwice(await cloneDatabase((await startServer(original)).url), original),
  },
  "does so where PostgreSQL does not tell its system identifier": {
    found: ["database", "database"],
    async act({ original }) {
      const url = await ordinaryRole((await startServer(original)).url)
      expect(await lookTwice(url, original)).toEqual(OURS)
      return lookTwice(await cloneDatabase(url), original)
    },
  },
  "restores a dump on another host, with the same INSTALLATION_ID": {
    found: ["database", "database"],
    async act({ original, otherHost }) {
      const [from, to] = [await startServer(original), await startServer(otherHost)]
      await restoreRow(to.url, await dumpRow(from.url))
      return lookTwice(to.url, { ...original, home: null })
    },
  },
  "restores a dump of an hour ago into the same database": {
    found: ["older", "older"],
    async act({ original }) {
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
    async act({ original }) {
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
    async act({ original, copy }) {
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
    async act({ original, copy }) {
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
    async act({ original, copy }) {
      await rename(original.home, copy.home)
      return runOnce(copy)
    },
  },
  "restores a snapshot of the database's disk": {
    found: ["older", "older"],
    async act({ original, copy }) {
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
    async act({ original, copy }) {
      const server = await startServer(original)
      await age(server.url, "2 minutes")
      await server.stop()
      copyFolder(original.home, copy.home)
      await runOnce(original)
      await writeFile(join(copy.home, "postgres", "standby.signal"), "")
      const { url } = await startServer(copy)
      await promote(copy)
      const [now] = await ask(url, "SELECT pg_walfile_name(pg_current_wal_lsn()) AS file")
      expect(String(now?.file)).toMatch(/^00000002/)
      return lookTwice(url, original)
    },
  },
  "starts a database whose last seconds a crash has lost": {
    found: OURS,
    async act({ original }) {
      const { url } = await startServer(original)
      const dump = await dumpRow(url)
      await lookTwice(url, original)
      await restoreRow(url, dump)
      return lookTwice(url, original)
    },
  },
}

export type Found = (string | null)[]
export type Places = { original: Installation; copy: Installation; otherHost: Installation }
export type Act = { found: Found; act(places: Places): Promise<Found> }
