import { execFileSync } from "node:child_process"
import { readlinkSync, realpathSync } from "node:fs"
import { readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import type { Programs } from "./programs"
import { runProgram } from "./spawn-program"

/**
 * Stops a server that an earlier start left running on the folder. Where the noted process id belongs to another
 * program by now, only the note is removed: PostgreSQL would take that program for itself and refuse to start.
 */
export async function stopOrphan(programs: Programs, folder: string): Promise<Orphan> {
  const note = join(folder, "postmaster.pid")
  const pid = await readPid(note)
  if (pid === null) return "none"
  if (!isServerOf(pid, folder)) {
    await rm(note, { force: true })
    return "stale"
  }
  await runProgram(programs, {
    name: "pg_ctl",
    paths: [folder],
    args: ([data = ""]) => ["stop", "-D", data, "-m", "fast", "-w", "-t", "60"],
  })
  return "stopped"
}

async function readPid(note: string): Promise<number | null> {
  const content = await readFile(note, "utf8").catch(() => "")
  const pid = Number.parseInt(content, 10)
  return Number.isInteger(pid) && pid > 1 ? pid : null
}

/** A server lives in its data folder; its command line may name it by a descriptor only. */
function isServerOf(pid: number, folder: string): boolean {
  try {
    if (process.platform === "linux") {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder)
    }
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], {
      encoding: "utf8",
    }).includes(folder)
  } catch {
    return false
  }
}

export type Orphan = "none" | "stale" | "stopped"
