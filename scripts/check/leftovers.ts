import { existsSync, readdirSync, readFileSync } from "node:fs"
import { delimiter, resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

// A process that lost its parent ends by itself within 40 s.
const PATIENCE_IN_MS = 45_000

/**
 * Marks every process that this one starts from now on, and their children. The mark is a folder in PATH that does not
 * exist: each process of the product gets its own environment, and PATH is in all of them.
 */
export function markProcesses(): string {
  const mark = resolve(`.test/run-${process.pid}`)
  process.env.PATH = `${process.env.PATH ?? ""}${delimiter}${mark}`
  return mark
}

/** Waits until no marked process runs; kills what is left and throws with its name. Works on Linux only. */
export async function requireNoneLeft(mark: string, patienceInMs = PATIENCE_IN_MS): Promise<void> {
  const deadline = Date.now() + patienceInMs
  while (Date.now() < deadline && listMarked(mark).length > 0) await sleep(100)
  const left = listMarked(mark)
  for (const { pid } of left) process.kill(pid, "SIGKILL")
  if (left.length === 0) return
  const lines = left.map(({ pid, command }) => `  ${pid} ${command}`)
  throw new Error(`These processes outlived the tests that started them:\n${lines.join("\n")}`)
}

function listMarked(mark: string): Marked[] {
  if (!existsSync("/proc/self/environ")) return []
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && isMarked(pid, mark))
    .map((pid) => ({ pid, command: read(pid, "cmdline").replaceAll("\0", " ").slice(0, 200) }))
    .filter(({ command }) => command !== "")
}

/** Our own children do not count: they end with us. */
function isMarked(pid: number, mark: string): boolean {
  const path = read(pid, "environ")
    .split("\0")
    .find((entry) => entry.startsWith("PATH="))
  const isOurs = new RegExp(`^PPid:\\s+${process.pid}$`, "m").test(read(pid, "status"))
  return !isOurs && path !== undefined && path.split(delimiter).includes(mark)
}

/** Empty if the process has ended or belongs to someone else. */
function read(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8")
  } catch {
    return ""
  }
}

type Marked = { pid: number; command: string }
