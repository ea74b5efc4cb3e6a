import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { closeSync, existsSync, openSync, statSync } from "node:fs"
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { Running } from "@/scripts/start/processes/keep-running"
import { endWithUs } from "./end-with-us"
import { stopOrphan } from "./orphan"
import { getPrograms, type Programs } from "./programs"
import { runProgram, spawnProgram } from "./spawn-program"

const ADMIN = "postgres"
const START_TIMEOUT_IN_MS = 120_000
const LOG_LIMIT_IN_BYTES = 10 * 1024 * 1024
const FAST_STOP_TIMEOUT_IN_MS = 60_000
// Collation and case rules come from PostgreSQL itself, so that no update of a system library can break an index.
const LOCALE = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
// Tests of many keepers at once have more connections than one product, and open thousands: a password costs little there.
const THROW_AWAY = [
  "fsync=off",
  "full_page_writes=off",
  "max_connections=400",
  "scram_iterations=1",
]

/**
 * Starts a PostgreSQL server as a child process, outside the terminal's process group, so that on Ctrl-C we decide the
 * order of stopping. Creates the data folder if it is missing, and first stops a server that an earlier start left
 * running on it. `stop` ends its sessions and returns when the server has exited.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const programs = getPrograms()
  const folder = resolve(options.folder)
  await stopOrphan(programs, folder)
  if (!existsSync(folder)) await initialise(programs, folder, options)
  const { server, logBegin } = launch(programs, folder, options)
  endWithUs(server, folder)
  const ended = once(server, "exit").then(([code, signal]) => signal ?? `exit status ${code}`)
  await untilReady(server, folder).catch(async ({ message }: Error) => {
    throw new Error(`${message} ${options.logFile} says:\n${await tail(options.logFile, logBegin)}`)
  })
  const password = encodeURIComponent(options.password)
  return {
    adminUrl: `postgresql://${ADMIN}:${password}@127.0.0.1:${options.port}/postgres`,
    pid: server.pid,
    ended,
    stop: () => stop(server),
  }
}

/** Makes the cluster in a temporary folder and renames it, so that an interrupted start leaves no half-made cluster. */
async function initialise(
  programs: Programs,
  folder: string,
  { password, throwAway }: ClusterOptions,
): Promise<void> {
  const made = `${folder}.new`
  const passwordFile = `${folder}.password`
  await rm(made, { recursive: true, force: true })
  await mkdir(made, { recursive: true, mode: 0o700 })
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (programs.owner !== null) {
    const { uid, gid } = programs.owner
    await Promise.all([made, passwordFile].map((path) => chown(path, uid, gid)))
  }
  await runProgram(programs, {
    name: "initdb",
    paths: [made, passwordFile],
    args: ([data = "", file = ""]) => [
      `--pgdata=${data}`,
      `--pwfile=${file}`,
      `--username=${ADMIN}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      ...LOCALE,
      ...(throwAway ? ["--no-sync", "--set=scram_iterations=1"] : []),
    ],
  }).finally(() => rm(passwordFile, { force: true }))
  await rename(made, folder)
}

function launch(programs: Programs, folder: string, options: ClusterOptions): Launched {
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "log_checkpoints=off",
    // Overrides what initdb copied from the machine into clusters of earlier versions.
    "timezone=UTC",
    "log_timezone=UTC",
    ...(options.throwAway ? THROW_AWAY : []),
  ]
  const size = statSync(options.logFile, { throwIfNoEntry: false })?.size ?? 0
  const isFull = size > LOG_LIMIT_IN_BYTES
  const log = openSync(options.logFile, isFull ? "w" : "a", 0o600)
  const server = spawnProgram(programs, {
    name: "postgres",
    paths: [folder],
    args: ([data = ""]) => [
      ...["-D", data, "-p", String(options.port)],
      ...settings.flatMap((setting) => ["-c", setting]),
    ],
    log,
  })
  closeSync(log)
  return { server, logBegin: isFull ? 0 : size }
}

async function untilReady(server: ChildProcess, folder: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_IN_MS
  while (!(await saysReady(server, folder))) {
    if (server.exitCode !== null || server.signalCode !== null || Date.now() > deadline) {
      server.kill("SIGQUIT")
      throw new Error("The database did not start.")
    }
    await sleep(20)
  }
}

/** Whether the server reports itself ready, on the last line of its pid file. */
async function saysReady(server: ChildProcess, folder: string): Promise<boolean> {
  const note = await readFile(join(folder, "postmaster.pid"), "utf8").catch(() => "")
  const lines = note.split("\n")
  return lines[0] === String(server.pid) && lines[7]?.trim() === "ready"
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const gone = once(server, "exit")
  const timer = setTimeout(() => server.kill("SIGQUIT"), FAST_STOP_TIMEOUT_IN_MS)
  server.kill("SIGINT")
  await gone
  clearTimeout(timer)
}

/** The last of what this server wrote, not one before it. */
async function tail(file: string, begin: number): Promise<string> {
  const content = await readFile(file).catch(() => Buffer.from(""))
  return content.subarray(begin).toString().trim().split("\n").slice(-8).join("\n")
}

type Launched = { server: ChildProcess; logBegin: number }
export type ClusterOptions = {
  folder: string
  logFile: string
  password: string
  port: number
  /** Its data need not survive a power cut. */
  throwAway?: boolean
}
export type Cluster = Running & { adminUrl: string }
