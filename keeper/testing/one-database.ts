import { randomUUID } from "node:crypto"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { expect } from "vitest"
import { type Act, OURS } from "@/keeper/testing/copies"
import { copyFolder, lookTwice, openGuard, startServer } from "@/keeper/testing/installation"
import { cloneDatabase } from "@/keeper/testing/restore-database"

/** Likewise, with other keepers of the one database, or of its name. */
export const ONE_DATABASE: Record<string, Act> = {
  "starts a container with a fresh disk, the same INSTALLATION_ID and the same database": {
    found: OURS,
    async act({ original, copy }) {
      await mkdir(copy.home)
      return lookTwice((await startServer(original)).url, copy)
    },
  },
  "runs several keepers on one database": {
    found: OURS,
    async act({ original }) {
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
    async act({ original, copy }) {
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
    async act({ original }) {
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
    async act({ original }) {
      const { url } = await startServer(original)
      return lookTwice(url, { home: null, installationId: randomUUID() })
    },
  },
}
