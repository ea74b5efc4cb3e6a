import { setTimeout as sleep } from "node:timers/promises"
import {
  type HandOverEntry,
  type JournalEntry,
  type JournalLine,
  openLine,
  sealEntry,
} from "@/keeper/journal/entry"
import { countKeys, type JournalStore, type KeyCounts } from "@/keeper/journal/store"
import { failureCode } from "@/keeper/outgoing/failure-code"
import type { Vault } from "@/keeper/vault/vault"
import type { Log } from "@/lib/log"

// A disk that hangs must not keep an answer from the database.
const PATIENCE_IN_MILLISECONDS = 2_000
// Somebody waits for the answer.
const LONGEST_COUNT_IN_MILLISECONDS = 10_000
const TRY_AGAIN_AFTER_MILLISECONDS = 5_000
const LOOK_AGAIN_AFTER_MILLISECONDS = 10 * 60 * 1_000
const COMPARE_AFTER_MILLISECONDS = 60 * 60 * 1_000

/**
 * Where each answer of Xero is written besides the database. Without a store there is none, and everything goes on as if it
 * were written. `isRequired`: no refresh token is spent while it cannot be written.
 */
export function createJournal({ store, vault, isRequired, log }: JournalOptions): Journal {
  const failing = noteTrouble(store, log)
  let tryAgainAt = 0
  let isResealed = false
  let lookAt = 0
  let compareAt = 0
  let lag: JournalLag = { chains: 0, oldestInSeconds: 0 }
  const debt = noteDebt()

  async function write(to: JournalStore, lines: JournalLine[]): Promise<boolean> {
    if (performance.now() < tryAgainAt) return false
    const code = await failureOf(to.append(lines))
    failing.note("writing", code)
    if (code === null) return true
    tryAgainAt = performance.now() + TRY_AGAIN_AFTER_MILLISECONDS
    compareAt = 0
    return false
  }

  /** After a start the first key may be a new one. What another keeper writes at the moment is looked at again. */
  async function reseal(at: JournalStore): Promise<void> {
    lookAt = performance.now() + LOOK_AGAIN_AFTER_MILLISECONDS
    if (hasOthers(await countKeys(at), vault)) await at.reseal(vault)
    isResealed = !hasOthers(await countKeys(at), vault)
  }

  return {
    isOn: store !== null,
    isRequired,
    append: async (entry) =>
      store !== null && debt.note(await write(store, [await sealEntry(vault, entry)])),
    admits: async () => store === null || !isRequired || (!debt.isOwed() && write(store, [])),
    trouble: failing.now,
    lag: () => lag,
    noteLag: (seen) => {
      lag = seen
      debt.endRound()
    },
    async tidy() {
      debt.beginRound()
      if (store === null || !(await write(store, []))) return
      const isDue = !isResealed && performance.now() >= lookAt
      const tidied = store.tidy(vault).then(() => (isDue ? reseal(store) : undefined))
      failing.note("tidying", await codeOf(tidied))
    },
    async readIdsIfDue() {
      if (store === null || performance.now() < tryAgainAt) return null
      if (!store.takeFirst() && performance.now() < compareAt) return null
      const ids = new Set<string>()
      const code = await codeOf(readIds(store, vault, ids))
      failing.note("reading", code)
      if (code !== null) return null
      compareAt = performance.now() + COMPARE_AFTER_MILLISECONDS
      return ids
    },
    async countKeys() {
      if (store === null) return {}
      const late = sleep(LONGEST_COUNT_IN_MILLISECONDS, null, { ref: false })
      return Promise.race([countKeys(store).catch(() => null), late])
    },
    async close() {
      await store?.close().catch(() => {})
    },
  }
}

/** The trouble is over once everything works that failed. */
function noteTrouble(store: JournalStore | null, log: Log): Failing {
  const codes: Partial<Record<Doing, string>> = {}
  let since: Date | null = null
  return {
    note(doing, code) {
      if (code !== null && codes[doing] !== code)
        log.error({ event: "journal_fails", journal: store?.name, doing, code })
      if (code === null) delete codes[doing]
      else codes[doing] = code
      const isOver = Object.keys(codes).length === 0
      if (!isOver) since ??= new Date()
      else if (since !== null) {
        since = null
        log.info({ event: "journal_works_again" })
      }
    },
    now() {
      const [code] = Object.values(codes)
      return since === null || code === undefined ? null : { since, code }
    },
  }
}

/** A full disk may take the line of a probe and still no entry, so a probe counts only after a round that lost no entry. */
function noteDebt(): Debt {
  let isOwed = false
  let wasLost = false
  return {
    isOwed: () => isOwed,
    note(isWritten) {
      if (!isWritten) isOwed = wasLost = true
      return isWritten
    },
    beginRound: () => {
      wasLost = false
    },
    endRound: () => {
      isOwed = wasLost
    },
  }
}

function hasOthers(counts: KeyCounts, { keyIds, sealingKeyId }: Vault): boolean {
  return keyIds.some((keyId) => keyId !== sealingKeyId && (counts[keyId] ?? 0) > 0)
}

/** The code of the failure, or null. */
async function failureOf(appended: Promise<void>): Promise<string | null> {
  const late = new AbortController()
  const hangs = sleep(PATIENCE_IN_MILLISECONDS, "HANGS", { signal: late.signal })
  const outcome = await Promise.race([codeOf(appended), hangs])
  late.abort()
  return outcome
}

/** What does not open helps no one: it is written again. */
async function readIds({ read }: JournalStore, vault: Vault, into: Set<string>): Promise<void> {
  for await (const line of read()) {
    if (into.has(line.id)) continue
    const { kind } = await openLine(vault, line)
    if (kind !== "shut") into.add(line.id)
  }
}

async function codeOf(doing: Promise<void>): Promise<string | null> {
  return doing.then(() => null, failureCode)
}

type JournalOptions = {
  store: JournalStore | null
  vault: Vault
  isRequired: boolean
  log: Log
}
type Doing = "writing" | "tidying" | "reading"
type Failing = { note(doing: Doing, code: string | null): void; now(): JournalTrouble | null }
type Debt = {
  isOwed(): boolean
  note(isWritten: boolean): boolean
  beginRound(): void
  endRound(): void
}
export type JournalTrouble = { since: Date; code: string }
/** Chains whose newest token set is in the database alone, and how long the oldest of them has been. */
export type JournalLag = { chains: number; oldestInSeconds: number }
export type Journal = {
  isOn: boolean
  isRequired: boolean
  /** True once it is on disk. It never rejects: the answer must reach the database in any case. */
  append(entry: JournalEntry | HandOverEntry): Promise<boolean>
  /** Whether a token may be spent: only once everything has been written that could not be written before. */
  admits(): Promise<boolean>
  /**
   * The token sets that it has, at the first call, every hour, and after it was found empty; otherwise null. Someone may have
   * removed a file, or brought an older state of it back.
   */
  readIdsIfDue(): Promise<Set<string> | null>
  trouble(): JournalTrouble | null
  lag(): JournalLag
  noteLag(lag: JournalLag): void
  /** How many entries hang on each key; null where it cannot be read now. */
  countKeys(): Promise<KeyCounts | null>
  /** Begins a round, which `noteLag` ends: removes what is superseded, and seals anew what an older key sealed. */
  tidy(): Promise<void>
  close(): Promise<void>
}
