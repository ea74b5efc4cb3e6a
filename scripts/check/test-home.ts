import { createHash } from "node:crypto"
import { lstatSync, mkdirSync, statfsSync } from "node:fs"
import { join, resolve } from "node:path"

const ON_DISK = ".test"
const IN_MEMORY = "/dev/shm"
// Two products, a run of Vitest and a few servers beside them take less than half of it.
const PLENTY_IN_BYTES = 4 * 1024 ** 3

/**
 * The folder for what the tests' servers write and a run throws away: in memory where there is plenty, else on disk. A
 * database of some 600 files is copied in memory with an eighth of the work. What is put into it is named by the process
 * that made it, so that `sweep` can remove what a killed run left.
 */
export function testHome(kind: TestKind): string {
  const onDisk = resolve(ON_DISK, kind)
  return hasPlenty() ? (ownFolder(kind) ?? onDisk) : onDisk
}

/** Wherever a run of this checkout may have left something. */
export function listTestHomes(): string[] {
  return KINDS.flatMap((kind) => [resolve(ON_DISK, kind), folderInMemory(kind)])
}

function hasPlenty(): boolean {
  try {
    // Its size, not what is free: all processes of a run must choose the same.
    const { blocks, bsize } = statfsSync(IN_MEMORY)
    return blocks * bsize >= PLENTY_IN_BYTES
  } catch {
    return false
  }
}

/** Null where somebody else has put something in its place. */
function ownFolder(kind: TestKind): string | null {
  const folder = folderInMemory(kind)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const stat = lstatSync(join(folder, ".."))
  return stat.isDirectory() && stat.uid === process.getuid?.() ? folder : null
}

function folderInMemory(kind: TestKind): string {
  const checkout = createHash("sha256").update(resolve(".")).digest("hex").slice(0, 12)
  return join(IN_MEMORY, `tenantry-tests-${process.getuid?.()}-${checkout}`, kind)
}

const KINDS = ["vitest", "e2e", "temporary"] as const
type TestKind = (typeof KINDS)[number]
