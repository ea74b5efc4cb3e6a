import { resolve } from "node:path"
import { openBucketStore } from "@/keeper/journal/bucket-store"
import { openDatabaseStore } from "@/keeper/journal/database-store"
import { openFolderStore } from "@/keeper/journal/folder-store"
import type { JournalStore } from "@/keeper/journal/store"
import type { JOURNAL_NAMES } from "@/lib/journal-names"

/** Where the environment says that the journal is, or null. */
export function findJournal(source: JournalNames): string | null {
  const { JOURNAL_DATABASE_URL: url, JOURNAL_S3_URL: bucket, JOURNAL_DIR: folder } = source
  return url?.trim() || bucket?.trim() || folder?.trim() || null
}

/** The journal in a database or a bucket, by its address, or in a folder. Of a bucket, `source` has the rest. */
export function openStore(
  place: string,
  { keeperId, source }: { keeperId: string; source: JournalNames },
): JournalStore {
  if (DATABASE.test(place)) return openDatabaseStore(place)
  if (isFolder(place)) return openFolderStore(resolve(place), keeperId)
  const bucket = {
    url: place,
    region: source.JOURNAL_S3_REGION?.trim() || "auto",
    accessKeyId: source.JOURNAL_S3_ACCESS_KEY_ID?.trim() ?? "",
    secretAccessKey: source.JOURNAL_S3_SECRET_ACCESS_KEY?.trim() ?? "",
  }
  return openBucketStore(bucket, keeperId)
}

/** Whether it is a folder, not the address of a database or a bucket. */
export function isFolder(place: string): boolean {
  return !DATABASE.test(place) && !/^https?:\/\//.test(place)
}

const DATABASE = /^postgres(ql)?:\/\//

export type JournalNames = Partial<Record<(typeof JOURNAL_NAMES)[number], string | undefined>>
