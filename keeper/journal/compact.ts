import { randomUUID } from "node:crypto"
import { type FileHandle, open, rename, rm } from "node:fs/promises"
import { join } from "node:path"
import { byNewest, type JournalLine, openLine, sealEntry } from "@/keeper/journal/entry"
import { CLOSED, listFiles, readLines } from "@/keeper/journal/folder"
import { syncFolder } from "@/keeper/journal/journal-file"
import { findKeyId, type Vault } from "@/keeper/vault/vault"

const FILES = 8
/** Of each grant. The newest one is what counts; those before it may be siblings whose order only Xero knows. */
const KEPT = 3
const LINES_AT_ONCE = 500

/**
 * Merges the files that nobody writes to any more once there are many, or `now`: the newest entries of each grant stay,
 * sealed with the key that seals now. The merged file is whole and on disk before the others go, and two keepers that do this
 * at once only write some entries twice.
 */
export async function compact(folder: string, vault: Vault, now = false): Promise<void> {
  const { done } = await listFiles(folder)
  if (done.length === 0 || (done.length < FILES && !now)) return
  const kept = await chooseNewest(done)
  const path = join(folder, `${Date.now()}-merged-${randomUUID()}`)
  const file = await open(`${path}.new`, "wx", 0o600)
  await copyKept({ file, done, kept, vault }).finally(() => file.close())
  await rename(`${path}.new`, path + CLOSED)
  await syncFolder(folder)
  await Promise.all(done.map((one) => rm(one, { force: true })))
}

/** The ids of the entries that stay. */
async function chooseNewest(paths: string[]): Promise<Set<string>> {
  const newest = new Map<string, Known[]>()
  for await (const { line } of readLines(paths)) {
    const { id, grantId, chain, epoch } = line
    const known = (newest.get(grantId) ?? []).filter((one) => one.id !== id)
    newest.set(grantId, [...known, { id, chain, epoch }].sort(byNewest).slice(0, KEPT))
  }
  return new Set([...newest.values()].flatMap((known) => known.map((one) => one.id)))
}

async function copyKept({ file, done, kept, vault }: Copying): Promise<void> {
  let lines: string[] = []
  for await (const { text, line } of readLines(done)) {
    if (!kept.delete(line.id)) continue
    lines.push(`${await sealedAnew(vault, line, text)}\n`)
    if (lines.length < LINES_AT_ONCE) continue
    await file.appendFile(lines.join(""))
    lines = []
  }
  await file.appendFile(lines.join(""))
  await file.sync()
}

/** What does not open stays as it is: the key may come back. */
async function sealedAnew(vault: Vault, line: JournalLine, text: string): Promise<string> {
  if (findKeyId(line.sealed) === vault.sealingKeyId) return text
  const opened = await openLine(vault, line)
  return opened.kind === "open" ? JSON.stringify(await sealEntry(vault, opened.entry)) : text
}

type Known = Pick<JournalLine, "id" | "chain" | "epoch">
type Copying = { file: FileHandle; done: string[]; kept: Set<string>; vault: Vault }
