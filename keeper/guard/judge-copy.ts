import { isSameFolder } from "@/keeper/guard/folder"
import { isBehind, type Recalled, type Remembered } from "@/keeper/guard/memory"
import type { Hold } from "@/keeper/guard/read-hold"

const MINUTE_IN_MILLISECONDS = 60 * 1000
/** What a crash or a standby that took over may have lost of the newest commits, and a restored backup has lost more of. */
const LOST_BY_A_CRASH = MINUTE_IN_MILLISECONDS
const LOST_BY_A_STANDBY = 5 * MINUTE_IN_MILLISECONDS

/**
 * What tells that this database is a copy of the one that this installation holds, or belongs to another; null where nothing
 * does. What only an owner can settle stays in the row, for keepers that remember less.
 */
export function judgeCopy(facts: CopyFacts): CopySign | null {
  const { installationId, hold } = facts
  if (installationId === null) return null
  if (hold.holderId !== installationId) return "installation"
  const lasting = LASTING_SIGNS.find((sign) => sign === hold.copySign)
  if (lasting !== undefined) return lasting
  if (hold.heldDatabase !== null && !isSameDatabase(hold.heldDatabase, hold.database))
    return "database"
  return judgeByMemory(facts)
}

function judgeByMemory({ hold, recalled, knowsFolder, generation }: CopyFacts): CopySign | null {
  const { newest, here } = recalled
  if (newest === null) return null
  if (isBehind(hold, newest) && !isLostTail(hold, newest)) return "older"
  if (knowsFolder || newest.folder === null || here === null) return null
  // Somebody who has the right folder renews this very database.
  const isRenewed = generation !== null && hold.generation > generation
  return isRenewed || isSameFolder(newest.folder, here) ? null : "folder"
}

/** The system identifier counts only where both know it. */
function isSameDatabase(one: string, other: string): boolean {
  const [system, oid] = one.split("/")
  const [otherSystem, otherOid] = other.split("/")
  return oid === otherOid && (system === otherSystem || system === "?" || otherSystem === "?")
}

function isLostTail(hold: Hold, newest: Remembered): boolean {
  if (hold.takeOvers !== newest.takeOvers || hold.renewedAt === null) return false
  const lost = newest.renewedAt.getTime() - hold.renewedAt.getTime()
  const movedOn = (hold.timeline ?? "") > (newest.timeline ?? hold.timeline ?? "")
  return lost <= (movedOn ? LOST_BY_A_STANDBY : LOST_BY_A_CRASH)
}

/** Of the database itself, whichever keeper looks; only an owner's word ends them. */
const LASTING_SIGNS = ["database", "older", "evidence"] as const

/**
 * `installation`: another one holds it. `database`: it is another database than the one that was held. `older`: it is
 * older than what was seen. `folder`: the data folder is another one. `evidence`: Xero calls used what was never presented.
 */
export type CopySign = "installation" | "folder" | (typeof LASTING_SIGNS)[number]
export type CopyFacts = {
  installationId: string | null
  hold: Hold
  recalled: Recalled
  /** That this is the folder of this installation was found before; it cannot change under a running process. */
  knowsFolder: boolean
  /** The database's, when it was looked at before; as long as it is held for a copy, nobody here counts it up. */
  generation: number | null
}
