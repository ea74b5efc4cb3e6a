import { lookAtDatabase } from "@/lib/db/outage/look-at-database"
import { type DatabaseWatch, watchDatabase } from "@/lib/db/outage/watch-database"
import type { Log } from "@/lib/log"

/** Watches over a process's database; the log tells when it goes and comes. */
export function openWatch(databaseUrl: string, log: Log, whenAway = () => {}): DatabaseWatch {
  return watchDatabase({
    look: () => lookAtDatabase(databaseUrl),
    onChange(why) {
      if (why === null) return log.info({ event: "database_back" })
      log.error({ event: "database_away", why })
      whenAway()
    },
  })
}
