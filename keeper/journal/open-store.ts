import { resolve } from "node:path"
import { openDatabaseStore } from "@/keeper/journal/database-store"
import { openFolderStore } from "@/keeper/journal/folder-store"
import type { JournalStore } from "@/keeper/journal/store"

/** Where the environment says that the journal is, or null. */
export function findJournal(source: JournalNames): string | null {
  return source.JOURNAL_DATABASE_URL?.trim() || source.JOURNAL_DIR?.trim() || null
}

/** The journal in a database, by its address, or in a folder. */
export function openStore(place: string, keeperId: string): JournalStore {
  if (/^postgres(ql)?:\/\//.test(place)) return openDatabaseStore(place)
  return openFolderStore(resolve(place), keeperId)
}

type JournalNames = { JOURNAL_DIR?: string | undefined; JOURNAL_DATABASE_URL?: string | undefined }
