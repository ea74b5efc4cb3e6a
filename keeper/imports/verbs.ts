import { readImport } from "@/keeper/imports/read-import"
import { discardImport, startImport } from "@/keeper/imports/start-import"
import type { Verbs } from "@/keeper/keeper"
import type { IMPORT_OPERATIONS } from "@/lib/contract/import-operations"

/** What does the operations about imports. */
export const IMPORT_VERBS: Verbs<keyof typeof IMPORT_OPERATIONS> = {
  readImport,
  startImport,
  discardImport,
}
