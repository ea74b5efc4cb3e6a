import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

const BAD_OUTPUTS = ["closed", "unread", "full"] as const
const UP_TIMEOUT_IN_MS = 120_000
const END_TIMEOUT_IN_MS = 60_000
const MOST_LOAD = 0.5
const MOST_LOOKS = 15
// Does what frameworks do: prints much, and prints every error too.
const NOISY = `data:text/javascript,${encodeURIComponent(`
  process.on("uncaughtException", (error) => process.stderr.write(String(error)))
  process.once("message", () => setInterval(print, 20).unref())
  process.channel.unref()
  function print() {
    console.log("o".repeat(9_999))
    process.stderr.write("e".repeat(9_999))
  }
`)}`

/** How each of our processes takes it. */
export const WELL: Ending = { stillAnswers: true, isQuiet: true, status: 0 }

/** Every case for one process: each stream in each bad state. */
export const CASES = (["stdout", "stderr"] as const).flatMap((stream) =>
  BAD_OUTPUTS.map((kind) => ({ stream, kind })),
)

/** Both streams at once in each bad state, for what takes long to start. */
export const CASES_OF_BOTH = BAD_OUTPUTS.map((kind) => ({ stream: "both" as const, kind }))

/**
 * Runs a program with a bad standard output or error, to which it prints and reports errors, and stops it by SIGTERM.
 * Returns whether it still answered, how much of a core it used, and how it ended.
 */
export async function runBadly(program: Program, { stream, kind }: Case): Promise<Ending> {
  const folder = mkdtempSync(join(tmpdir(), "tenantry-output-"))
  const bad = openBadOutput(kind, folder)
  const good = openSync(join(folder, "said"), "w")
  const outputs = (["stdout", "stderr"] as const).map((one) =>
    stream === one || stream === "both" ? bad.fd : good,
  )
  const child = spawn(process.execPath, ["--import", NOISY, ...program.args], {
    env: program.env,
    stdio: ["ignore", ...outputs, "ipc"],
  })
  const ended = once(child, "exit")
  try {
    await untilUp(program, child)
    child.send("print")
    const isQuiet = await comesToRest(child.pid ?? 0)
    // However long a busy machine takes for it.
    const stillAnswers = await untilUp(program, child).then(
      () => true,
      () => false,
    )
    child.kill("SIGTERM")
    const timer = setTimeout(() => child.kill("SIGKILL"), END_TIMEOUT_IN_MS)
    const [status] = await ended
    clearTimeout(timer)
    return { stillAnswers, isQuiet, status }
  } catch (cause) {
    child.kill("SIGKILL")
    throw new Error(readFileSync(join(folder, "said"), "utf8"), { cause })
  } finally {
    await ended
    for (const fd of [...bad.open, good]) closeSync(fd)
    rmSync(folder, { recursive: true })
  }
}

async function untilUp(program: Program, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + UP_TIMEOUT_IN_MS
  while (!(await program.isUp())) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      throw new Error(`not up; exit status ${child.exitCode}, signal ${child.signalCode}`)
    }
    await sleep(50)
  }
}

/**
 * A file descriptor to start a process with, as its standard output or error: a pipe whose reader is gone, a full pipe
 * that nobody reads, or a full disk; and what must stay open meanwhile.
 */
function openBadOutput(kind: BadOutput, folder: string): { fd: number; open: number[] } {
  if (kind === "full") {
    const fd = openSync("/dev/full", "w")
    return { fd, open: [fd] }
  }
  const path = join(folder, "pipe")
  execFileSync("mkfifo", [path])
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  if (kind === "unread") {
    fill(fd)
    return { fd, open: [fd, reader] }
  }
  closeSync(reader)
  return { fd, open: [fd] }
}

/** Whether the process rests within some seconds of coming up; one that spins never does. */
async function comesToRest(pid: number): Promise<boolean> {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    if ((await measureLoad(pid)) < MOST_LOAD) return true
  }
  return false
}

/** How much of one core the process uses, measured over a second: 1 is all of it. */
async function measureLoad(pid: number): Promise<number> {
  const before = cpuSeconds(pid)
  const startedAt = performance.now()
  await sleep(1_000)
  return (cpuSeconds(pid) - before) / ((performance.now() - startedAt) / 1_000)
}

function fill(fd: number): void {
  try {
    for (;;) writeSync(fd, "x")
  } catch {
    // Full: EAGAIN.
  }
}

// proc(5): utime and stime are the 14th and 15th field, in hundredths of a second; the name in brackets may hold spaces.
function cpuSeconds(pid: number): number {
  const [, fields = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")
  const [user, system] = fields.split(" ").slice(11, 13)
  return (Number(user) + Number(system)) / 100
}

type BadOutput = (typeof BAD_OUTPUTS)[number]
export type Case = { stream: "stdout" | "stderr" | "both"; kind: BadOutput }
export type Program = {
  /** What Node is started with. */
  args: string[]
  env: NodeJS.ProcessEnv
  isUp(): Promise<boolean>
}
type Ending = { stillAnswers: boolean; isQuiet: boolean; status: number | null }
