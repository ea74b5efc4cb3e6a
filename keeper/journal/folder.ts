import { existsSync } from "node:fs"
import { open, readdir, stat } from "node:fs/promises"
import { hostname } from "node:os"
import { basename, join } from "node:path"
import { type JournalLine, readLine } from "@/keeper/journal/entry"

/** What a file is called while a keeper writes to it, and afterwards. */
export const OPEN = ".journal-open"
export const CLOSED = ".journal"
/** While files are merged into it. */
export const HALF = ".journal-half"

// A keeper closes its file every hour, and merges in minutes, so whoever wrote this one is gone.
const LEFT_AFTER_MILLISECONDS = 3 * 60 * 60 * 1_000

/** The files of a journal, or none where the folder does not exist. */
export async function listFiles(folder: string): Promise<JournalFiles> {
  const names = (await readdir(folder).catch(unlessGone)) ?? []
  const paths = names.sort().map((name) => join(folder, name))
  const begun = paths.filter((path) => path.endsWith(OPEN) || path.endsWith(HALF))
  const left = await Promise.all(begun.map(isLeft))
  const over = paths.filter((path) => path.endsWith(CLOSED) || left[begun.indexOf(path)])
  return {
    all: paths.filter((path) => path.endsWith(OPEN) || path.endsWith(CLOSED)),
    done: over.filter((path) => !path.endsWith(HALF)),
    halves: over.filter((path) => path.endsWith(HALF)),
  }
}

/** Line by line; what a crash cut off is passed over, and so is a file that another keeper has just merged. */
export async function* readLines(paths: string[]): AsyncGenerator<JournalLine> {
  for (const path of paths) {
    for await (const text of textOf(path)) {
      const line = readLine(text)
      if (line !== null) yield line
    }
  }
}

async function* textOf(path: string): AsyncGenerator<string> {
  const file = await open(path).catch(unlessGone)
  if (file !== null) yield* file.readLines()
}

function unlessGone(cause: NodeJS.ErrnoException): null {
  if (cause.code === "ENOENT") return null
  throw cause
}

async function isLeft(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  if (found === null) return false
  return isOfDeadProcess(path) || Date.now() - found.mtimeMs > LEFT_AFTER_MILLISECONDS
}

/** Where its keeper ran on this machine. The keeper's name holds the machine's and the process's. */
function isOfDeadProcess(path: string): boolean {
  const [, host, pid] = /^\d+-(.+)-(\d+)-[0-9a-f]+-\d+\./.exec(basename(path)) ?? []
  return host === hostname() && !existsSync(`/proc/${pid}`) && existsSync("/proc/self")
}

export type JournalFiles = {
  all: string[]
  /** Nobody writes to these any more. */
  done: string[]
  /** Nobody goes on merging into these. */
  halves: string[]
}
