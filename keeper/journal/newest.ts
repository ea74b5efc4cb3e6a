import { byNewest, type JournalLine, openLine } from "@/keeper/journal/entry"
import type { JournalStore } from "@/keeper/journal/store"
import type { Vault } from "@/keeper/vault/vault"

const KEPT = 3

/** The newest entries of each grant in these journals together, newest first. Each entry once. */
export async function readNewest(stores: Pick<JournalStore, "read">[]): Promise<NewestEntries> {
  const newest = new Map<string, JournalLine[]>()
  for (const { read } of stores) {
    for await (const line of read()) {
      const known = (newest.get(line.grantId) ?? []).filter((one) => one.id !== line.id)
      newest.set(line.grantId, [...known, line].sort(byNewest).slice(0, KEPT))
    }
  }
  return newest
}

/** Without the grants whose newest entry these keys do not open: of those the journal knows nothing that helps. */
export async function onlyOpen(newest: NewestEntries, vault: Vault): Promise<NewestEntries> {
  const open: NewestEntries = new Map()
  for (const [grantId, lines] of newest) {
    const [line] = lines
    const opened = line === undefined ? null : await openLine(vault, line)
    if (opened?.kind === "open") open.set(grantId, lines)
  }
  return open
}

export type NewestEntries = Map<string, JournalLine[]>
