import type { StatsFs } from "node:fs"
import { access, constants, stat, statfs } from "node:fs/promises"
import { failureCode } from "@/keeper/outgoing/failure-code"

const MEGABYTE = 1024 * 1024
// Time to act: a tenth of a small disk, two gigabytes of a large one.
const LOW_SHARE = 0.1
const LOW_AT_MOST = 2_048 * MEGABYTE
// PostgreSQL asks for its log in files of 16 MB.
const FULL = 16 * MEGABYTE
// The same for files: a disk that can take none more is full, however much space it has.
const LOW_FILES_AT_MOST = 20_000
const FULL_FILES = 64
// It is over once there is clearly more room, so that a disk on the edge is told once.
const EASED = 1.2

/**
 * How full the disks of these folders are, and which may not be written to. Folders on one disk count once; one that cannot be
 * asked is left out.
 */
export async function readDisks(
  folders: Folder[],
  ask: typeof statfs = statfs,
  reach: typeof access = access,
): Promise<Disk[]> {
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
    const shut = await findRefusal({ setBy, path }, reach)
    disks.push({ ...judge(setBy, room), ...(shut !== null && { unwritable: shut }) })
  }
  return disks
}

/** Why it may not be written to, by the system's code. The journal tells this of its own folder. */
async function findRefusal({ setBy, path }: Folder, reach: typeof access): Promise<string | null> {
  if (setBy === "JOURNAL_DIR") return null
  return reach(path, constants.W_OK).then(() => null, failureCode)
}

function judge(folder: string, { bavail, blocks, bsize, files, ffree }: Room): Disk {
  const [free, size] = [bavail * bsize, blocks * bsize]
  const space = stateOf(free, { low: Math.min(size * LOW_SHARE, LOW_AT_MOST), full: FULL })
  const names = stateOf(ffree, {
    low: Math.min(files * LOW_SHARE, LOW_FILES_AT_MOST),
    full: FULL_FILES,
  })
  return {
    folder,
    freeInMegabytes: Math.floor(free / MEGABYTE),
    sizeInMegabytes: Math.floor(size / MEGABYTE),
    // Some file systems count no files: there they end with the space.
    freeFiles: files === 0 ? null : ffree,
    state: files === 0 || WORST_FIRST.indexOf(space) < WORST_FIRST.indexOf(names) ? space : names,
  }
}

function stateOf(free: number, { low, full }: { low: number; full: number }): Disk["state"] {
  return free < full ? "full" : free < low ? "low" : free < low * EASED ? "eased" : "ok"
}

const WORST_FIRST = ["full", "low", "eased", "ok"]
type Room = Pick<StatsFs, "bavail" | "blocks" | "bsize" | "files" | "ffree">
export type Folder = {
  /** The setting that names it. */
  setBy: string
  path: string
}
export type Disk = {
  folder: string
  freeInMegabytes: number
  sizeInMegabytes: number
  /** How many more files and folders it takes. */
  freeFiles: number | null
  /** `eased`: there is hardly more room than what counts as low. */
  state: "ok" | "eased" | "low" | "full"
  /** Why the folder cannot be written to, by the system's code; absent where it can. */
  unwritable?: string
}
