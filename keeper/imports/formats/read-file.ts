import { readCsvRows } from "@/keeper/imports/formats/csv"
import { readJsonRows } from "@/keeper/imports/formats/json"
import type { FileRow } from "@/keeper/imports/formats/row"
import type { UnreadableFile } from "@/lib/contract/import-operations"

const MOST_CHARACTERS = 10 * 1024 * 1024
const MOST_ROWS = 10_000

/**
 * The sign-ins in a file, whatever program wrote it: JSON where it begins like JSON, otherwise a table. Rows come in the
 * order of the file, those that cannot be used included, each with its line. Never throws, whatever the text.
 */
export function readFile(text: string): FileReading {
  if (text.length > MOST_CHARACTERS) return unreadable("too_large")
  const plain = text.replace(/^\uFEFF/, "")
  // UTF-16 read as UTF-8, or no text at all.
  if (plain.includes("\0") || plain.includes("\uFFFD")) return unreadable("not_utf8")
  const isJson = /^\s*[[{]/.test(plain)
  const rows = isJson ? readJsonRows(plain) : readCsvRows(plain, MOST_ROWS)
  if (rows === null) return unreadable("broken_json")
  if (rows === "too_many" || rows.length > MOST_ROWS) return unreadable("too_many_rows")
  if (typeof rows === "string") return unreadable(rows)
  return rows.length === 0 ? unreadable("no_tokens") : { kind: "read", rows }
}

function unreadable(why: UnreadableFile): FileReading {
  return { kind: "unreadable", why }
}

export type FileReading =
  | { kind: "read"; rows: FileRow[] }
  | { kind: "unreadable"; why: UnreadableFile }
