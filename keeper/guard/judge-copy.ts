import { isSameFolder } from "@/keeper/guard/folder"
import { isBehind, type Recalled, type Remembered } from "@/keeper/guard/memory"
import type { Hold } from "@/keeper/guard/read-hold"

const MINUTE_IN_MILLISECONDS = 60 * 1000
/** How much of the newest commits a crash or a standby that takes over may lose. A restored backup lacks more. */
const LOST_BY_A_CRASH = MINUTE_IN_MILLISECONDS
const LOST_BY_A_STANDBY = 5 * MINUTE_IN_MILLISECONDS

/**
 * The sign that this database is a copy or belongs to another installation; null if there is none. Signs that only an
 * owner can settle stay in the row, for keepers that remember less.
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
  if (isFormerPrimary(hold, newest)) return "older"
  if (knowsFolder || newest.folder === null || here === null) return null
  // Then a keeper with the right folder renews this very database.
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
  // Of either sign: the clock may have been set back since.
  const lost = Math.abs(newest.renewedAt.getTime() - hold.renewedAt.getTime())
  const movedOn = (hold.timeline ?? "") > (newest.timeline ?? hold.timeline ?? "")
  return lost <= (movedOn ? LOST_BY_A_STANDBY : LOST_BY_A_CRASH)
}

/** A server that runs on although a standby has taken over from it: timelines only go up. */
function isFormerPrimary(hold: Hold, newest: Remembered): boolean {
  if (hold.takeOvers !== newest.takeOvers) return false
  return hold.timeline !== null && newest.timeline !== null && hold.timeline < newest.timeline
}

/** Signs of the database itself, the same for every keeper. Only an owner can end them. */
const LASTING_SIGNS = ["database", "older", "evidence"] as const

/**
 * `installation`: another installation holds it. `database`: it is not the database that was held. `older`: it is older
 * than what this keeper has seen. `folder`: the data folder is another one. `evidence`: Xero refuses refresh tokens
 * that were never presented here.
 */
export type CopySign = "installation" | "folder" | (typeof LASTING_SIGNS)[number]
export type CopyFacts = {
  installationId: string | null
  hold: Hold
  recalled: Recalled
  /** Whether the folder was already found to be this installation's; it cannot change under a running process. */
  knowsFolder: boolean
  /** The database's generation at the last look. This installation does not raise it while the database counts as a copy. */
  generation: number | null
}
