import type { Db } from "@/lib/db/create-db"

/**
 * The clone guard: two installations that refresh the chains of one database and its copy break each other's, because a
 * refresh token is used once. So a database has one holder, named in its row, and every installation keeps an id of its
 * own beside its database. The first that comes becomes the holder; any other finds a copy, and sends nothing to Xero.
 *
 * The holder is not `Installation.id`: what is sealed is bound to that one, so it stays when another takes over. Without an
 * id of its own (`null`, a keeper run by hand) there is nothing to compare, and the database counts as its own.
 */
export function createGuard(db: Db, installationId: string | null): Guard {
  let copy = false
  let looked = false
  let beforeHolding: () => Promise<void> = async () => {}

  async function look(): Promise<void> {
    const holderId = await readHolder(db, installationId)
    const held = installationId !== null && holderId !== installationId
    if (!held || !looked) await leaveMark(db, installationId ?? holderId)
    if (copy && !held) await beforeHolding()
    copy = held
    looked = true
  }

  return {
    installationId,
    look,
    isCopy: () => copy,
    beforeHolding: (prepare) => {
      beforeHolding = prepare
    },
  }
}

/** The holder; a database that nobody holds is claimed first. Of two that claim at the same moment one gets it. */
async function readHolder(db: Db, installationId: string | null): Promise<string | null> {
  const { holderId } = await db.installation.findFirstOrThrow({ select: { holderId: true } })
  if (holderId !== null || installationId === null) return holderId
  await db.installation.updateMany({
    where: { holderId: null },
    data: { holderId: installationId },
  })
  return readHolder(db, installationId)
}

/**
 * Notes whose keeper came here last, for the statuses: another one than the holder means a copy. The holder writes it
 * again and again, another installation once, when it comes; so a database that two merely share is right again at once.
 */
async function leaveMark(db: Db, installationId: string | null): Promise<void> {
  await db.$executeRaw`
    UPDATE "Installation" SET "keeperInstallationId" = ${installationId}::uuid
    WHERE "keeperInstallationId" IS DISTINCT FROM ${installationId}::uuid`
}

export type Guard = {
  /** The id that this installation keeps beside its database. */
  installationId: string | null
  /** True while this database belongs to another installation: nothing may be sent to Xero. */
  isCopy(): boolean
  /** Reads the row again. It may change at any time, because an owner can take over through any keeper. */
  look(): Promise<void>
  /** What must be done once between being a copy and acting as the holder. */
  beforeHolding(prepare: () => Promise<void>): void
}
