import { join } from "node:path"
import { type Disk, type Folder, readDisks } from "@/keeper/machine/disks"
import { type TroubledPart, troubledParts } from "@/lib/troubled-parts"

/** What this keeper knows of its machine: its disks as they were at the last look, and what the start has said last. */
export function createMachine(env: Folders): Machine {
  let disks: Disk[] = []
  let parts: TroubledPart[] = []
  return {
    disks: () => disks,
    parts: () => parts,
    async look() {
      disks = await readDisks(foldersOf(env))
    },
    hear(message) {
      parts = troubledParts.safeParse(message).data?.troubledParts ?? parts
    },
  }
}

/** The folders that an installation writes to. The embedded database may be on a disk of its own. */
function foldersOf({ DATA_DIR, JOURNAL_DIR }: Folders): Folder[] {
  return [
    { setBy: "DATA_DIR", path: DATA_DIR },
    { setBy: "DATA_DIR/postgres", path: DATA_DIR && join(DATA_DIR, "postgres") },
    { setBy: "JOURNAL_DIR", path: JOURNAL_DIR },
  ].flatMap(({ setBy, path }) => (path === undefined ? [] : [{ setBy, path }]))
}

type Folders = { DATA_DIR?: string; JOURNAL_DIR?: string }
export type Machine = {
  disks(): Disk[]
  parts(): TroubledPart[]
  look(): Promise<void>
  /** Takes what the start says over its channel to this process. */
  hear(message: unknown): void
}
