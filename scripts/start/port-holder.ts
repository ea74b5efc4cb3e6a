import { readdirSync, readFileSync, readlinkSync } from "node:fs"

const LISTENING = "0A"

/** Who listens on the TCP port, if the system reveals it: on Linux, for processes that we may inspect. */
export function findHolder(port: number): Holder | null {
  if (process.platform !== "linux") return null
  const sockets = new Set(
    ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => inodes(table, port)),
  )
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name))
  const pid = pids.find((one) => listOpen(one).some((target) => sockets.has(target)))
  if (pid === undefined) return null
  const parent = /^PPid:\s*(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1]
  const command = commandOf(pid)
  // A start passes its process id on as the last word.
  const orphan = command.split(" ").at(-1) !== parent
  return { pid: Number(pid), command, orphan }
}

function commandOf(pid: string): string {
  return read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim()
}

function inodes(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, "0")
  return read(table)
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(`:${hex}`) && state === LISTENING)
    .map((fields) => `socket:[${fields[9]}]`)
}

function listOpen(pid: string): string[] {
  const folder = `/proc/${pid}/fd`
  const names = quietly(() => readdirSync(folder), [])
  return names.map((name) => quietly(() => readlinkSync(`${folder}/${name}`), ""))
}

function read(file: string): string {
  return quietly(() => readFileSync(file, "utf8"), "")
}

/** Processes come and go while we look, and some we may not inspect. */
function quietly<T>(look: () => T, otherwise: T): T {
  try {
    return look()
  } catch {
    return otherwise
  }
}

export type Holder = {
  pid: number
  command: string
  /** Whether the start that it belonged to has ended. */
  orphan: boolean
}
