import { mkdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { FOLDER, type FolderIdentity, identifyFolder } from "@/keeper/guard/folder"
import { remember } from "@/keeper/remember"
import { kindOf, type Log } from "@/lib/log"
import { parseJson } from "@/lib/parse-json"

const FILE = "clone-guard.json"

/**
 * What a keeper remembers about its database outside of it, in `DATA_DIR`: the newest generation it saw, and which
 * folder this was. Without a writable folder it remembers only as long as it runs.
 */
export function createMemory(folder: string | null, log: Log): Memory {
  let own: Remembered | null = null
  let warned = false

  /** Takes the newer of memory and file: another keeper may have written the file, or someone may have restored an old one. */
  async function recall(id: string): Promise<Recalled> {
    const here = folder === null ? null : await identifyFolder(folder).catch(() => null)
    const file = folder === null ? null : await readRemembered(join(folder, FILE))
    const known = [own, file].filter((one) => one?.id === id)
    const [newest = null] = known.sort(byAge)
    return { here, newest }
  }

  async function note(seen: Omit<Remembered, "folder">): Promise<void> {
    own = { ...seen, folder: null }
    if (folder === null) return
    await keep(folder, own).catch((cause: unknown) => {
      if (!warned) log.warn({ event: "clone_guard_forgets", folder, reason: kindOf(cause) })
      warned = true
    })
  }

  return { recall, remember: note }
}

/** Whether one is older than the other: by take-overs first, then by generation. */
export function isBehind(one: Age, other: Age): boolean {
  if (one.takeOvers !== other.takeOvers) return one.takeOvers < other.takeOvers
  return one.generation < other.generation
}

function byAge(one: Remembered | null, other: Remembered | null): number {
  if (one === null || other === null) return 0
  return isBehind(one, other) ? 1 : -1
}

async function readRemembered(path: string): Promise<Remembered | null> {
  const text = await readFile(path, "utf8").catch(() => "")
  return REMEMBERED.safeParse(parseJson(text)).data ?? null
}

async function keep(folder: string, seen: Remembered): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await remember(join(folder, FILE), { ...seen, folder: await identifyFolder(folder) })
}

const REMEMBERED = z.object({
  id: z.string(),
  takeOvers: z.number(),
  generation: z.number(),
  renewedAt: z.coerce.date(),
  timeline: z.string().nullable(),
  folder: FOLDER.nullable(),
})

export type Age = { takeOvers: number; generation: number }
export type Remembered = z.output<typeof REMEMBERED>
export type Recalled = { here: FolderIdentity | null; newest: Remembered | null }
export type Memory = {
  /** What is remembered about the database whose row has this id, and which folder this is now. */
  recall(id: string): Promise<Recalled>
  remember(seen: Omit<Remembered, "folder">): Promise<void>
}
