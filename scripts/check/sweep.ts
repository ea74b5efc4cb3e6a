import { existsSync } from "node:fs"
import { readdir, rm } from "node:fs/promises"
import { join, resolve } from "node:path"
import { stopOrphan } from "@/scripts/start/postgres/orphan"
import { getPrograms } from "@/scripts/start/postgres/programs"
import { listTestHomes } from "./test-home"

/** Stops and removes what test runs that were killed left behind: folders whose name ends in a process that is gone. */
export async function sweep(): Promise<void> {
  const named = await Promise.all(
    listTestHomes().map(async (home) => {
      const names = await readdir(home).catch(() => [])
      return names.map((name) => ({
        folder: resolve(home, name),
        pid: /(\d+)(\.json)?$/.exec(name)?.[1],
      }))
    }),
  )
  const left = named.flat().filter(({ pid }) => pid !== undefined && !isAlive(Number(pid)))
  for (const { folder } of left) {
    for (const data of [join(folder, "postgres"), join(folder, "data", "postgres")]) {
      if (existsSync(data)) await stopOrphan(getPrograms(), data)
    }
    await rm(folder, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
