import { stat, statfs } from "node:fs/promises"

const MEGABYTE = 1024 * 1024
// Time to act: a tenth of a small disk, two gigabytes of a large one.
const LOW_SHARE = 0.1
const LOW_AT_MOST = 2_048 * MEGABYTE
// PostgreSQL asks for its log in files of 16 MB.
const FULL = 16 * MEGABYTE
// It is over once there is clearly more room, so that a disk on the edge is told once.
const EASED = 1.2

/** How full the disks of these folders are. Folders on one disk count once; one that cannot be asked is left out. */
export async function readDisks(folders: Folder[], ask: typeof statfs = statfs): Promise<Disk[]> {
  const seen = new Set<number>()
  const disks: Disk[] = []
  for (const { setBy, path } of folders) {
    const device = await stat(path).then(
      ({ dev }) => dev,
      () => null,
    )
    const room = device === null ? null : await ask(path).catch(() => null)
    if (device === null || room === null || seen.has(device)) continue
    seen.add(device)
    disks.push(judge(setBy, room.bavail * room.bsize, room.blocks * room.bsize))
  }
  return disks
}

function judge(folder: string, free: number, size: number): Disk {
  const low = Math.min(size * LOW_SHARE, LOW_AT_MOST)
  return {
    folder,
    freeInMegabytes: Math.floor(free / MEGABYTE),
    sizeInMegabytes: Math.floor(size / MEGABYTE),
    state: free < FULL ? "full" : free < low ? "low" : free < low * EASED ? "eased" : "ok",
  }
}

export type Folder = {
  /** The setting that names it. */
  setBy: string
  path: string
}
export type Disk = {
  folder: string
  freeInMegabytes: number
  sizeInMegabytes: number
  /** `eased`: there is hardly more room than what counts as low. */
  state: "ok" | "eased" | "low" | "full"
}
