import { findEvidence } from "@/keeper/guard/find-evidence"
import { type CopyFacts, type CopySign, judgeCopy } from "@/keeper/guard/judge-copy"
import { claim, leaveMark, renew, takeHold } from "@/keeper/guard/mark-hold"
import type { Memory, Recalled } from "@/keeper/guard/memory"
import { createHoldReader, type Hold } from "@/keeper/guard/read-hold"
import type { Db, Tx } from "@/lib/db/create-db"

const RENEW_AFTER_MILLISECONDS = 1_000

/**
 * The clone guard: two installations that refresh the chains of one database and its copy break each other's, because a
 * refresh token is used once. So a database has one holder, named in its row, and every installation keeps an id of its
 * own beside its database. A copy may bring both along, so `judgeCopy` relies on what it cannot bring. The first
 * installation becomes the holder; a keeper that finds a copy sends nothing to Xero until an owner takes over.
 *
 * The holder is not `Installation.id`: sealed values are bound to that id, so it stays when another installation takes
 * over. Without an id of its own (`null`, a keeper run by hand) there is nothing to compare, and the database counts as
 * its own.
 */
export async function createGuard(parts: GuardParts): Promise<Guard> {
  const { db, installationId, memory } = parts
  const readHold = await createHoldReader(db)
  let state: State = { sign: null, looked: false, knowsFolder: false, generation: null }
  let renewedAt = Number.NEGATIVE_INFINITY
  let beforeHolding: () => Promise<void> = async () => {}
  let looking: Promise<void> = Promise.resolve()

  /** Reads the memory before the row: whatever another keeper adds to the memory in between, the row already has. */
  async function read(): Promise<Facts> {
    const recalled = await memory.recall(parts.rowId)
    const hold = await readHold()
    if (installationId === null || hold.holderId !== null) return { recalled, hold }
    await claim(db, installationId)
    return { recalled, hold: await readHold() }
  }

  async function lookOnce(): Promise<void> {
    const facts = await read()
    const sign = judgeCopy({ ...facts, ...state, installationId })
    if (sign !== null) return rest(facts.hold, sign)
    await leaveMark(db, facts.hold, { keeperId: installationId ?? facts.hold.holderId, sign })
    if (state.sign !== null) await beforeHolding()
    state = { sign, looked: true, knowsFolder: true, generation: facts.hold.generation }
    if (installationId !== null) await holdOn(installationId, facts)
  }

  async function rest(hold: Hold, sign: CopySign): Promise<void> {
    const isNews = sign !== "installation" && sign !== state.sign
    if (isNews || !state.looked) await leaveMark(db, hold, { keeperId: installationId, sign })
    state = { ...state, sign, looked: true, generation: hold.generation }
  }

  async function holdOn(installationId: string, { hold, recalled }: Facts): Promise<void> {
    if (performance.now() - renewedAt < RENEW_AFTER_MILLISECONDS) return
    const known = recalled.newest?.generation ?? 0
    const renewed = await renew(db, { installationId, hold, seen: known })
    if (renewed === null) return
    renewedAt = performance.now()
    const { isQuestioned, ...seen } = renewed
    await memory.remember(seen)
    if (isQuestioned && (await findEvidence(db, parts.evidenceWindow))) await rest(hold, "evidence")
  }

  function look(): Promise<void> {
    looking = looking.then(lookOnce, lookOnce)
    return looking
  }

  return {
    installationId,
    look,
    isCopy: () => state.sign !== null,
    sign: () => state.sign,
    beforeHolding: (prepare) => {
      beforeHolding = prepare
    },
    async takeOver(also) {
      if (installationId === null) return null
      const { hold, recalled } = await read()
      const taken = await db.$transaction(async (tx) => {
        const isTaken = await takeHold(tx, { installationId, hold, seen: recalled.newest })
        return isTaken ? { value: await also(tx) } : null
      })
      if (taken !== null) state = { ...state, knowsFolder: true }
      await look()
      return taken?.value ?? null
    },
  }
}

type Facts = { hold: Hold; recalled: Recalled }
type State = Pick<CopyFacts, "knowsFolder" | "generation"> & {
  sign: CopySign | null
  looked: boolean
}
type GuardParts = {
  db: Db
  /** `Installation.id`, which a copy shares with its original. */
  rowId: string
  installationId: string | null
  memory: Memory
  /** Over how long Xero's refusals are counted together, in milliseconds. */
  evidenceWindow: number
}
export type Guard = {
  /** The id that this installation keeps beside its database. */
  installationId: string | null
  /** True while this database is a copy, or belongs to another installation: nothing may be sent to Xero. */
  isCopy(): boolean
  /** The sign that shows it; null if there is none. */
  sign(): CopySign | null
  /** Reads everything again. An owner can take over through any keeper at any time. */
  look(): Promise<void>
  /** Sets what must be done once before a former copy acts as the holder. */
  beforeHolding(prepare: () => Promise<void>): void
  /** Makes this installation the holder and runs `also` in the same transaction; null if another installation was quicker. */
  takeOver<T>(also: (tx: Tx) => Promise<T>): Promise<T | null>
}
