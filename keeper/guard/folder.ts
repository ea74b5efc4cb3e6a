import { readdir, readFile, realpath, stat } from "node:fs/promises"
import { z } from "zod"

/**
 * What identifies a folder on its disk and machine: its birth time, which no copy of files keeps and which stays when the
 * folder is moved on its disk. Where the disk keeps no birth time, the inode number serves instead; it can change with a
 * mount. A copy of a whole disk keeps both, so where the folder stands counts too (decision 058).
 */
export async function identifyFolder(path: string, system = "/"): Promise<FolderIdentity> {
  const { ino, dev, birthtimeNs, ctimeNs } = await stat(path, { bigint: true })
  // Where the disk keeps no birth time, Node gives the time of the last change.
  const known = birthtimeNs > 0n && birthtimeNs !== ctimeNs
  return {
    number: String(ino),
    madeAt: known ? String(birthtimeNs) : null,
    path: await realpath(path),
    disk: String(dev),
    machine: await readLine(`${system}etc/machine-id`),
    boot: await readLine(`${system}proc/sys/kernel/random/boot_id`),
    cards: await listCards(system),
  }
}

/** Whether both are the same folder, as far as the facts show. */
export function isSameFolder(one: FolderIdentity, other: FolderIdentity): boolean {
  if (!isSameMachine(one, other)) return false
  // A snapshot that is mounted beside its original.
  if (differ(one.path, other.path) && differ(one.disk, other.disk)) return false
  if (one.madeAt !== null && other.madeAt !== null) return one.madeAt === other.madeAt
  return one.number === other.number
}

/** A container may get another machine id while its machine runs on; a copy of a machine keeps the id on other hardware. */
function isSameMachine(one: FolderIdentity, other: FolderIdentity): boolean {
  if (one.machine === null || other.machine === null) return true
  if (one.machine !== other.machine) return one.boot !== null && one.boot === other.boot
  const isBuiltAlike = one.cards.some((card) => other.cards.includes(card))
  return one.cards.length === 0 || other.cards.length === 0 || isBuiltAlike
}

function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other
}

/**
 * The addresses that its network cards were made with. Virtual cards, as containers have, get new ones with each start, and so
 * do all cards of Linux inside Windows.
 */
async function listCards(system: string): Promise<string[]> {
  const kernel = await readLine(`${system}proc/sys/kernel/osrelease`)
  if (/microsoft/i.test(kernel ?? "")) return []
  const cards = `${system}sys/class/net`
  const names = await readdir(cards).catch(() => [])
  const found = names.sort().map(async (name) => {
    const isMade = (await readLine(`${cards}/${name}/addr_assign_type`)) === "0"
    const isCard = await stat(`${cards}/${name}/device`).catch(() => null)
    return isMade && isCard ? await readLine(`${cards}/${name}/address`) : null
  })
  return (await Promise.all(found)).filter((address) => address !== null)
}

async function readLine(path: string): Promise<string | null> {
  return (await readFile(path, "utf8").catch(() => "")).trim() || null
}

const UNKNOWN = z.string().nullable().default(null)

/** As it is kept; versions before kept less. */
export const FOLDER = z.object({
  number: z.string(),
  madeAt: z.string().nullable(),
  path: UNKNOWN,
  disk: UNKNOWN,
  machine: z.string().nullable(),
  boot: UNKNOWN,
  cards: z.array(z.string()).default([]),
})

export type FolderIdentity = z.output<typeof FOLDER>
