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
  return isDatabase(place) ? openDatabaseStore(place) : openFolderStore(resolve(place), keeperId)
}

/** Whether it is the address of a database, not a folder. */
export function isDatabase(place: string): boolean {
  return /^postgres(ql)?:\/\//.test(place)
}

type JournalNames = { JOURNAL_DIR?: string | undefined; JOURNAL_DATABASE_URL?: string | undefined }
