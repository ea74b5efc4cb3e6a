import { randomUUID } from "node:crypto"
import { type FileHandle, open, rename, rm } from "node:fs/promises"
import { join } from "node:path"
import { keepNewest } from "@/keeper/journal/choose-newest"
import { CLOSED, HALF, listFiles, readLines } from "@/keeper/journal/folder"
import { syncFolder } from "@/keeper/journal/journal-file"
import type { Vault } from "@/keeper/vault/vault"

const FILES = 8
const LINES_AT_ONCE = 500

/**
 * Merges the files that nobody writes to any more once there are many, or `now`: the newest entries of each grant stay,
 * sealed with the key that seals now. The merged file is whole and on disk before the others go, and two keepers that do this
 * at once only write some entries twice. What a merging that failed or was killed has written goes: it would fill the disk.
 */
export async function compact(folder: string, vault: Vault, now = false): Promise<void> {
  const { done, halves } = await listFiles(folder)
  await Promise.all(halves.map((one) => rm(one, { force: true })))
  if (done.length === 0 || (done.length < FILES && !now)) return
  const path = join(folder, `${Date.now()}-merged-${randomUUID()}`)
  const half = path + HALF
  const file = await open(half, "wx", 0o600)
  const copied = copyKept({ file, done, vault }).finally(() => file.close())
  await copied.catch(async (cause: unknown) => {
    await rm(half, { force: true })
    throw cause
  })
  await rename(half, path + CLOSED)
  await syncFolder(folder)
  await Promise.all(done.map((one) => rm(one, { force: true })))
}

async function copyKept({ file, done, vault }: Copying): Promise<void> {
  let lines: string[] = []
  for await (const line of keepNewest(() => readLines(done), vault)) {
    lines.push(`${JSON.stringify(line)}\n`)
    if (lines.length < LINES_AT_ONCE) continue
    await file.appendFile(lines.join(""))
    lines = []
  }
  await file.appendFile(lines.join(""))
  await file.sync()
}

type Copying = { file: FileHandle; done: string[]; vault: Vault }
