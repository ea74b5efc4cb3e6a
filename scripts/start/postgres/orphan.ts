import { execFileSync } from "node:child_process"
import { existsSync, readdirSync, readlinkSync, realpathSync } from "node:fs"
import { readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { Programs } from "./programs"
import { runProgram } from "./spawn-program"

const LEAVE_TIMEOUT_IN_MS = 10_000

/**
 * Stops a server that an earlier start left running on the folder. If the noted process id now belongs to another
 * program, or a power cut left no id in it, only the note is removed: PostgreSQL would refuse to start.
 */
export async function stopOrphan(programs: Programs, folder: string): Promise<Orphan> {
  const note = join(folder, "postmaster.pid")
  if (!existsSync(note)) return "none"
  const pid = await readPid(note)
  if (pid === null || !isServerOf(pid, folder)) {
    await untilLeft(folder)
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

/** The helpers of a killed server end a moment after it and hold its shared memory until then. */
async function untilLeft(folder: string): Promise<void> {
  if (process.platform !== "linux") return
  const deadline = Date.now() + LEAVE_TIMEOUT_IN_MS
  const pids = (): string[] => readdirSync("/proc").filter((name) => /^\d+$/.test(name))
  while (Date.now() < deadline && pids().some((pid) => isServerOf(Number(pid), folder))) {
    await sleep(50)
  }
}

async function readPid(note: string): Promise<number | null> {
  const content = await readFile(note, "utf8").catch(() => "")
  const pid = Number.parseInt(content, 10)
  return Number.isInteger(pid) && pid > 1 ? pid : null
}

/** A server's working directory is its data folder; its command line may name the folder by descriptor only. */
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
