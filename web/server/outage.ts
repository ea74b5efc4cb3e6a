import type { DatabaseWatch } from "@/lib/db/outage/watch-database"
import { needsDatabase } from "./machine"
import { refuse } from "./refusal"
import type { GuardedResponse } from "./response"

const DOUBT_EVERY_IN_MILLISECONDS = 1_500

/**
 * Has a request answered while the database is away, whichever page or route it is for: at once where that is known, and
 * else as soon as its answer takes long and the database turns out to say nothing. True where there is an answer. Programs
 * are answered by the keeper, which has live tokens in memory.
 */
export async function answerOutage(
  response: GuardedResponse,
  database: DatabaseWatch,
): Promise<boolean> {
  if (!needsDatabase(response.req.url ?? "")) return false
  if (await database.isStillAway()) {
    refuse(response, "database_away")
    return true
  }
  const timer = setInterval(async () => {
    await database.doubt()
    if (!database.isAway() || response.writableEnded) return
    refuse(response, "database_away")
    response.isAnswered = true
  }, DOUBT_EVERY_IN_MILLISECONDS)
  response.once("close", () => clearInterval(timer))
  return false
}
