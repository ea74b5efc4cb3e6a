import type { StatsFs } from "node:fs"
import { type FileHandle, mkdir, open, rename, rm, stat, statfs } from "node:fs/promises"
import { join } from "node:path"
import { CLOSED, listFiles, OPEN } from "@/keeper/journal/folder"
import { type Batches, inBatches } from "@/keeper/journal/in-batches"

const LARGEST_IN_BYTES = 4 * 1024 * 1024
const LONGEST_IN_MILLISECONDS = 60 * 60 * 1_000
// For the answers that are under way at a few keepers, 1 to 2 KB each.
const ROOM_IN_BYTES = 64 * 1024

/**
 * The file of one keeper: lines are added and are on disk when `append` returns. Many at once share one write. A file that
 * was removed, or whose folder was removed or renamed, is begun anew, and so is one after a write that failed: what that left
 * stays its end.
 */
export function createJournalFile(
  folder: string,
  keeperId: string,
  ask: AskRoom = statfs,
): JournalFile {
  let current: Current | null = null
  let count = 0
  let first = false
  const { append, inTurn } = inBatches((lines) =>
    write(lines.map((line) => JSON.stringify(line))).catch(closeAndThrow),
  )

  async function begin(): Promise<Current> {
    count += 1
    const begun = await beginFile(folder, `${Date.now()}-${keeperId}-${count}${OPEN}`)
    first ||= begun.wasEmpty
    return begun.current
  }

  /** An empty line shows that lines could be written, where there is room for more. */
  async function write(texts: string[]): Promise<void> {
    const text = `${texts.join("\n")}\n`
    if (current !== null && (await isGone(current))) await close()
    current ??= await begin()
    const { handle } = current
    if (texts.length === 0) await requireRoom(folder, ask)
    await handle.appendFile(text)
    await handle.datasync()
    current.size += text.trim().length
  }

  async function close(): Promise<void> {
    if (current === null) return
    const { handle, path, size } = current
    current = null
    await handle.close().catch(() => {})
    if (size === 0) await rm(path, { force: true }).catch(() => {})
    else await rename(path, path.slice(0, -OPEN.length) + CLOSED).catch(() => {})
    await syncFolder(folder)
  }

  async function closeAndThrow(cause: unknown): Promise<never> {
    await close()
    throw cause
  }

  return {
    takeFirst() {
      const was = first
      first = false
      return was
    },
    append,
    closeIfDue: () =>
      inTurn(async () => {
        const age = performance.now() - (current?.begunAt ?? performance.now())
        const isFull = (current?.size ?? 0) > LARGEST_IN_BYTES
        if (isFull || age > LONGEST_IN_MILLISECONDS) await close()
      }),
    close: () => inTurn(close),
  }
}

async function beginFile(folder: string, name: string): Promise<Begun> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const wasEmpty = (await listFiles(folder)).all.length === 0
  const path = join(folder, name)
  const handle = await open(path, "ax", 0o600)
  await syncFolder(folder)
  return { wasEmpty, current: { handle, path, size: 0, begunAt: performance.now() } }
}

/** Someone removed it or renamed its folder, or another disk is mounted there: its name leads to it no more. */
async function isGone({ handle, path }: Current): Promise<boolean> {
  const [held, named] = await Promise.all(
    [handle.stat(), stat(path)].map((one) => one.catch(() => null)),
  )
  return held == null || named == null || held.ino !== named.ino || held.dev !== named.dev
}

/** Some file systems do not tell their size. */
async function requireRoom(folder: string, ask: AskRoom): Promise<void> {
  const { bavail, blocks, bsize } = await ask(folder)
  if (blocks > 0 && bavail * bsize < ROOM_IN_BYTES)
    throw Object.assign(new Error("the disk is full"), { code: "ENOSPC" })
}

/** So that the names of new files outlive a power cut, too. Some file systems do not open folders. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => null)
  await folder?.sync().catch(() => {})
  await folder?.close()
}

type AskRoom = (folder: string) => Promise<Pick<StatsFs, "bavail" | "blocks" | "bsize">>
type Current = {
  handle: FileHandle
  path: string
  size: number
  begunAt: number
}
type Begun = { wasEmpty: boolean; current: Current }
export type JournalFile = {
  /** Rejects if they are not on disk. */
  append: Batches["append"]
  /** True once after the folder was found to hold no journal. */
  takeFirst(): boolean
  closeIfDue(): Promise<void>
  close(): Promise<void>
}
