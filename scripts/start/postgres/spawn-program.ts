import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { closeSync, openSync } from "node:fs"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { exactEnv } from "@/scripts/start/processes/child-env"
import type { Programs } from "./programs"

const FIRST_FREE_FILE = 3

/**
 * Starts one of PostgreSQL's programs with a minimal environment. If a system user runs it, paths are passed as open
 * files, so that the folders above need not be opened to that user. `log` is a file descriptor.
 */
export function spawnProgram(programs: Programs, call: ProgramCall): ChildProcess {
  const handOver = programs.owner !== null && process.platform === "linux"
  const files = handOver ? call.paths.map((path) => openSync(path, "r")) : []
  const seen = handOver
    ? files.map((_, index) => `/proc/self/fd/${FIRST_FREE_FILE + index}`)
    : call.paths
  const output = call.log ?? "pipe"
  const child = spawn(join(programs.folder, call.name), call.args(seen), {
    ...programs.owner,
    cwd: "/",
    env: exactEnv({ PATH: process.env.PATH, LC_ALL: "C" }),
    detached: true,
    stdio: ["ignore", output, output, ...files],
  })
  for (const file of files) closeSync(file)
  return child
}

/** Runs a program to its end; if it fails, the error holds its whole output. */
export async function runProgram(programs: Programs, call: ProgramCall): Promise<void> {
  const child = spawnProgram(programs, call)
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout ? text(child.stdout) : "",
    child.stderr ? text(child.stderr) : "",
    once(child, "exit"),
  ])
  if (code !== 0) throw new Error(`${call.name} failed:\n${stdout}${stderr}`.trim())
}

export type ProgramCall = {
  name: "initdb" | "pg_ctl" | "postgres"
  paths: string[]
  args: (paths: string[]) => string[]
  log?: number
}
