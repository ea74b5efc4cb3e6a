import { byNewest, type JournalLine } from "@/keeper/journal/entry"
import { listFiles, readLines } from "@/keeper/journal/folder"

const KEPT = 3

/** The newest entries of each grant in these folders together, newest first. Each entry once. */
export async function readNewest(folders: string[]): Promise<NewestEntries> {
  const files = await Promise.all(folders.map(listFiles))
  const newest = new Map<string, JournalLine[]>()
  for await (const { line } of readLines(files.flatMap((one) => one.all))) {
    const known = (newest.get(line.grantId) ?? []).filter((one) => one.id !== line.id)
    newest.set(line.grantId, [...known, line].sort(byNewest).slice(0, KEPT))
  }
  return newest
}

export type NewestEntries = Map<string, JournalLine[]>
