import { setTimeout as sleep } from "node:timers/promises"
import { compact, countKeys } from "@/keeper/journal/compact"
import { type JournalEntry, writeLine } from "@/keeper/journal/entry"
import { createJournalFile, type JournalFile } from "@/keeper/journal/journal-file"
import type { Vault } from "@/keeper/vault/vault"
import type { Log } from "@/lib/log"

// A disk that hangs must not keep an answer from the database.
const PATIENCE_IN_MILLISECONDS = 2_000
const TRY_AGAIN_AFTER_MILLISECONDS = 5_000
const LOOK_AGAIN_AFTER_MILLISECONDS = 10 * 60 * 1_000

/**
 * Where each answer of Xero is written besides the database. Without a folder there is none, and everything goes on as if it
 * were written. `isRequired`: no refresh token is spent while it cannot be written.
 */
export function createJournal(options: JournalOptions): Journal {
  const { folder, keeperId, vault, isRequired, log } = options
  const file = folder === null ? null : createJournalFile(folder, keeperId)
  let trouble: JournalTrouble | null = null
  let tryAgainAt = 0
  let isResealed = false
  let lookAt = 0
  let lag: JournalLag = { chains: 0, oldestInSeconds: 0 }

  async function write(journal: JournalFile, text: string): Promise<boolean> {
    if (performance.now() < tryAgainAt) return false
    const code = await failureOf(journal.append(text))
    if (code === null) {
      if (trouble !== null) log.info({ event: "journal_works_again" })
      trouble = null
      return true
    }
    tryAgainAt = performance.now() + TRY_AGAIN_AFTER_MILLISECONDS
    if (trouble === null) log.error({ event: "journal_fails", folder, code })
    trouble = { since: trouble?.since ?? new Date(), code }
    return false
  }

  /** After a start the first key may be a new one. Files that another keeper writes to are looked at again. */
  async function reseal(at: string, journal: JournalFile): Promise<void> {
    lookAt = performance.now() + LOOK_AGAIN_AFTER_MILLISECONDS
    if (hasOthers(await countKeys(at), vault)) {
      await journal.close()
      await compact(at, vault, true)
    }
    isResealed = !hasOthers(await countKeys(at), vault)
  }

  return {
    isOn: file !== null,
    isRequired,
    append: async (entry) => file !== null && write(file, await writeLine(vault, entry)),
    admits: async () => file === null || !isRequired || write(file, ""),
    takeNew: () => file?.takeFirst() ?? false,
    trouble: () => trouble,
    lag: () => lag,
    noteLag: (seen) => {
      lag = seen
    },
    async tidy() {
      if (folder === null || file === null) return
      await file.closeIfDue()
      if (!(await write(file, ""))) return
      const isDue = !isResealed && performance.now() >= lookAt
      if (isDue) await reseal(folder, file)
      else await compact(folder, vault)
    },
    countKeys: async () => (folder === null ? {} : countKeys(folder)),
    async close() {
      await file?.close().catch(() => {})
    },
  }
}

function hasOthers(counts: Record<string, number>, { keyIds, sealingKeyId }: Vault): boolean {
  return keyIds.some((keyId) => keyId !== sealingKeyId && (counts[keyId] ?? 0) > 0)
}

/** The code of the failure, or null. */
async function failureOf(appended: Promise<void>): Promise<string | null> {
  const late = new AbortController()
  const outcome = await Promise.race([
    appended.then(
      () => null,
      (cause: NodeJS.ErrnoException) => cause.code ?? cause.name,
    ),
    sleep(PATIENCE_IN_MILLISECONDS, "HANGS", { signal: late.signal }),
  ])
  late.abort()
  return outcome
}

type JournalOptions = {
  folder: string | null
  keeperId: string
  vault: Vault
  isRequired: boolean
  log: Log
}
export type JournalTrouble = { since: Date; code: string }
/** Chains whose newest token set is in the database alone, and how long the oldest of them has been. */
export type JournalLag = { chains: number; oldestInSeconds: number }
export type Journal = {
  isOn: boolean
  isRequired: boolean
  /** True once it is on disk. It never rejects: the answer must reach the database in any case. */
  append(entry: JournalEntry): Promise<boolean>
  /** Whether a token may be spent. */
  admits(): Promise<boolean>
  /** True once after the folder was found empty: then nothing that was written before is there any more. */
  takeNew(): boolean
  trouble(): JournalTrouble | null
  lag(): JournalLag
  noteLag(lag: JournalLag): void
  /** How many entries hang on each key. */
  countKeys(): Promise<Record<string, number>>
  /** Closes a file that is full or old, merges closed ones, and seals anew what an older key sealed. */
  tidy(): Promise<void>
  close(): Promise<void>
}
