import { byNewest, type JournalLine, openLine, sealEntry } from "@/keeper/journal/entry"
import { findKeyId, type Vault } from "@/keeper/vault/vault"

/** Of each grant. The newest one is what counts; those before it may be siblings whose order only Xero knows. */
const KEPT = 3

/** The ids of the entries that stay when what is superseded goes. */
async function chooseNewest(lines: AsyncIterable<JournalLine>): Promise<Set<string>> {
  const newest = new Map<string, Known[]>()
  for await (const { id, grantId, chain, epoch } of lines) {
    const known = (newest.get(grantId) ?? []).filter((one) => one.id !== id)
    newest.set(grantId, [...known, { id, chain, epoch }].sort(byNewest).slice(0, KEPT))
  }
  return new Set([...newest.values()].flatMap((known) => known.map((one) => one.id)))
}

/**
 * The entries that stay, each once, sealed with the current key. Of several copies it takes one that opens, since a disk may
 * have damaged the others. What does not open at all stays as it is: the key may come back.
 */
export async function* keepNewest(
  read: () => AsyncIterable<JournalLine>,
  vault: Vault,
): AsyncGenerator<JournalLine> {
  const kept = await chooseNewest(read())
  for await (const line of read()) {
    const anew = kept.has(line.id) ? await sealAnew(vault, line) : null
    if (anew === null) continue
    kept.delete(line.id)
    yield anew
  }
  if (kept.size > 0) for await (const line of read()) if (kept.delete(line.id)) yield line
}

/** Null where it does not open. */
async function sealAnew(vault: Vault, line: JournalLine): Promise<JournalLine | null> {
  const opened = await openLine(vault, line)
  if (opened.kind === "shut") return null
  return findKeyId(line.sealed) === vault.sealingKeyId ? line : sealEntry(vault, opened.entry)
}

type Known = Pick<JournalLine, "id" | "chain" | "epoch">
