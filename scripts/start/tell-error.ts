import { DatabaseError } from "pg"
import { NewerDatabaseError } from "@/lib/db/schema-number"
import { EXIT_CONFIGURATION, SettingsError } from "@/lib/env-rules"

/** What stopped a start or a command, for a person: errors of ours are written for people, and for a bug the stack is useful. */
export function tellError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof DatabaseError)
    return `The database refuses: ${error.message} (${error.code}).`
  const { code = "", path, syscall } = error as NodeJS.ErrnoException
  if (syscall !== undefined && code in OF_FILES)
    return `${path ?? "The file"} ${wordsOfCode(code)}.`
  return error.name === "Error" ? error.message : (error.stack ?? error.message)
}

/** What the system says of a file, in words of ours. */
export function wordsOfCode(code: string): string {
  return `${OF_FILES[code] ?? "cannot be used"} (${code})`
}

/** What to exit with: 78 where a restart does not help until somebody changes a setting, or the version. */
export function statusOf(error: unknown): number {
  return LASTING.some((kind) => error instanceof kind) ? EXIT_CONFIGURATION : 1
}

/** A process of ours has said which of its settings are wrong. */
export class RefusedError extends Error {}

const LASTING = [SettingsError, RefusedError, NewerDatabaseError]

const OF_FILES: Record<string, string> = {
  ENOENT: "does not exist",
  EEXIST: "exists already",
  EISDIR: "is a folder",
  ENOTDIR: "is not in a folder",
  EACCES: "is not for this system user to read or write",
  EPERM: "is not for this system user to read or write",
  EROFS: "is on a disk that cannot be written to",
  ENOSPC: "does not fit on its disk",
  ENAMETOOLONG: "has a name that is too long",
  ELOOP: "is a link that leads nowhere",
}
