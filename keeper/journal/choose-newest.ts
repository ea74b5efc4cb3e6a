import { byNewest, type JournalLine, openLine, sealEntry } from "@/keeper/journal/entry"
import { findKeyId, type Vault } from "@/keeper/vault/vault"

/** Of each grant. The newest one is what counts; those before it may be siblings whose order only Xero knows. */
const KEPT = 3

/** The ids of the entries that stay when what is superseded goes. */
export async function chooseNewest(lines: AsyncIterable<JournalLine>): Promise<Set<string>> {
  const newest = new Map<string, Known[]>()
  for await (const { id, grantId, chain, epoch } of lines) {
    const known = (newest.get(grantId) ?? []).filter((one) => one.id !== id)
    newest.set(grantId, [...known, { id, chain, epoch }].sort(byNewest).slice(0, KEPT))
  }
  return new Set([...newest.values()].flatMap((known) => known.map((one) => one.id)))
}

/** The line, sealed with the key that seals now. What does not open stays as it is: the key may come back. */
export async function sealAnew(vault: Vault, line: JournalLine): Promise<JournalLine> {
  if (findKeyId(line.sealed) === vault.sealingKeyId) return line
  const opened = await openLine(vault, line)
  return opened.kind === "shut" ? line : sealEntry(vault, opened.entry)
}

type Known = Pick<JournalLine, "id" | "chain" | "epoch">
