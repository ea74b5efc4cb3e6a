import { readFile, stat } from "node:fs/promises"

/**
 * What identifies a folder on its disk and machine: its birth time, which no copy keeps and which stays when the folder
 * is moved on its disk. Where the disk keeps no birth time, the inode number serves instead; it can change with a
 * mount.
 */
export async function identifyFolder(path: string): Promise<FolderIdentity> {
  const { ino, birthtimeNs, ctimeNs } = await stat(path, { bigint: true })
  // Where the disk keeps no birth time, Node gives the time of the last change.
  const known = birthtimeNs > 0n && birthtimeNs !== ctimeNs
  const machine = (await readFile("/etc/machine-id", "utf8").catch(() => "")).trim()
  return {
    number: String(ino),
    madeAt: known ? String(birthtimeNs) : null,
    machine: machine === "" ? null : machine,
  }
}

/** Whether both are the same folder, as far as the facts show. */
export function isSameFolder(one: FolderIdentity, other: FolderIdentity): boolean {
  const bothOn = one.machine !== null && other.machine !== null
  if (bothOn && one.machine !== other.machine) return false
  if (one.madeAt !== null && other.madeAt !== null) return one.madeAt === other.madeAt
  return one.number === other.number
}

export type FolderIdentity = { number: string; madeAt: string | null; machine: string | null }
