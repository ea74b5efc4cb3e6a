import { readFile, stat } from "node:fs/promises"

/**
 * What names a folder on its disk and machine. When it was made is what no copy takes along; a folder that is moved on its
 * disk keeps it. Its number stands in where the disk does not keep that time, for it can change with a mount.
 */
export async function identifyFolder(path: string): Promise<FolderIdentity> {
  const { ino, birthtimeNs, ctimeNs } = await stat(path, { bigint: true })
  // Node gives the time of the last change where the disk does not know.
  const known = birthtimeNs > 0n && birthtimeNs !== ctimeNs
  const machine = (await readFile("/etc/machine-id", "utf8").catch(() => "")).trim()
  return {
    number: String(ino),
    madeAt: known ? String(birthtimeNs) : null,
    machine: machine === "" ? null : machine,
  }
}

/** Whether both are one folder, as far as can be told. */
export function isSameFolder(one: FolderIdentity, other: FolderIdentity): boolean {
  const bothOn = one.machine !== null && other.machine !== null
  if (bothOn && one.machine !== other.machine) return false
  if (one.madeAt !== null && other.madeAt !== null) return one.madeAt === other.madeAt
  return one.number === other.number
}

export type FolderIdentity = { number: string; madeAt: string | null; machine: string | null }
