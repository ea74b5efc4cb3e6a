import { compact } from "@/keeper/journal/compact"
import { listFiles, readLines } from "@/keeper/journal/folder"
import { createJournalFile } from "@/keeper/journal/journal-file"
import type { JournalStore } from "@/keeper/journal/store"

/** The journal in a folder: a file of its own for each keeper, merged when nobody writes to them any more. */
export function openFolderStore(folder: string, keeperId: string): JournalStore {
  const file = createJournalFile(folder, keeperId)
  return {
    name: folder,
    append: file.append,
    takeFirst: file.takeFirst,
    async *read() {
      yield* readLines((await listFiles(folder)).all)
    },
    async tidy(vault) {
      await file.closeIfDue()
      await compact(folder, vault)
    },
    /** Files that another keeper writes to are left. */
    async reseal(vault) {
      await file.close()
      await compact(folder, vault, true)
    },
    close: file.close,
  }
}
