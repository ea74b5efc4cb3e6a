import type { DatabaseWatch } from "@/lib/db/outage/watch-database"

const DOUBT_EVERY_IN_MILLISECONDS = 1_500

/** The database is away: what was asked for was not done, or it is not known whether it was. */
export class DatabaseAway extends Error {
  override name = "DatabaseAway"
}

/**
 * Does the work. Throws `DatabaseAway` if the database is known to be away, turns out to be away while the work takes long,
 * or made the work fail. Work that has begun goes on.
 */
export async function unlessAway<T>(database: DatabaseWatch, work: () => Promise<T>): Promise<T> {
  if (await database.isStillAway()) throw new DatabaseAway()
  const startedAt = performance.now()
  let timer: NodeJS.Timeout | undefined
  const away = new Promise<never>((_, reject) => {
    timer = setInterval(async () => {
      await database.doubt()
      if (database.isAway()) reject(new DatabaseAway())
    }, DOUBT_EVERY_IN_MILLISECONDS)
  })
  const done = work().catch((cause: unknown) => {
    if (!database.metTroubleSince(startedAt)) throw cause
    void database.doubt()
    throw new DatabaseAway("", { cause })
  })
  return Promise.race([done, away]).finally(() => clearInterval(timer))
}
