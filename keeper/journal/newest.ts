import { byNewest, type HandOverEntry, type JournalLine, openLine } from "@/keeper/journal/entry"
import type { JournalStore } from "@/keeper/journal/store"
import type { Vault } from "@/keeper/vault/vault"

const KEPT = 3

/**
 * The newest entries of each grant in these journals together, newest first. Each entry once, and one that opens where a copy does
 * not. What stands beside a seal puts in order only what does not open: a disk may have changed it.
 */
export async function readNewest(
  stores: Pick<JournalStore, "read">[],
  vault: Vault,
): Promise<NewestEntries> {
  const newest: NewestEntries = new Map()
  const open = new Set<string>()
  for (const { read } of stores) {
    for await (const line of read()) {
      if (open.has(line.id)) continue
      const opened = await openLine(vault, line)
      if (opened.kind !== "shut") open.add(line.id)
      const { grantId, chain, epoch } = opened.kind === "shut" ? line : opened.entry
      addLine(newest, { ...line, grantId, chain, epoch })
    }
  }
  return newest
}

function addLine(to: NewestEntries, line: JournalLine): void {
  const known = (to.get(line.grantId) ?? []).filter((one) => one.id !== line.id)
  to.set(line.grantId, [...known, line].sort(byNewest).slice(0, KEPT))
}

/**
 * Without the grants whose newest entry these keys do not open: of those the journal knows nothing that helps. `elsewhere` are
 * those that were handed over to another installation.
 */
export async function onlyOpen(newest: NewestEntries, vault: Vault): Promise<OpenEntries> {
  const open: NewestEntries = new Map()
  const elsewhere = new Set<string>()
  const receivedAt: Date[] = []
  for (const [grantId, lines] of newest) {
    const [line] = lines
    const opened = line === undefined ? null : await openLine(vault, line)
    if (opened === null || opened.kind === "shut") continue
    open.set(grantId, lines)
    if (opened.kind === "open") receivedAt.push(new Date(opened.entry.receivedAt))
    if (opened.kind === "hand_over" && isAway(opened.entry.handOver)) elsewhere.add(grantId)
  }
  return { open, elsewhere, receivedAt }
}

/** Whether it was not taken back. */
export function isAway({ standing }: HandOverEntry["handOver"]): boolean {
  return standing !== "taken_back"
}

export type OpenEntries = {
  open: NewestEntries
  elsewhere: Set<string>
  /** When the newest token set of each of the others came. */
  receivedAt: Date[]
}
export type NewestEntries = Map<string, JournalLine[]>
