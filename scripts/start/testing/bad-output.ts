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
import { PRELOADED } from "@/scripts/start/processes/start-process"

const BAD_OUTPUTS = ["closed", "unread", "full"] as const
const UP_TIMEOUT_IN_MS = 60_000
const END_TIMEOUT_IN_MS = 20_000
// As frameworks do: much is printed, and whatever goes wrong is printed too.
const NOISY = `data:text/javascript,${encodeURIComponent(`
  process.on("uncaughtException", (error) => process.stderr.write(String(error)))
  process.once("message", () => setInterval(print, 20).unref())
  process.channel.unref()
  function print() {
    console.log("o".repeat(9_999))
    process.stderr.write("e".repeat(9_999))
  }
`)}`

/** Every case of one process: each stream, each way in which it can be bad. */
export const CASES = (["stdout", "stderr"] as const).flatMap((stream) =>
  BAD_OUTPUTS.map((kind) => ({ stream, kind })),
)

/**
 * Runs a program whose standard output or error is bad, while it prints and reports its errors there, and stops it by
 * SIGTERM: whether it still answered under that, how much of a core it used, and how it ended.
 */
export async function runBadly(program: Program, { stream, kind }: Case): Promise<Ending> {
  const output = openBadOutput(kind)
  const [stdout, stderr] =
    stream === "stdout" ? ([output.fd, "ignore"] as const) : (["ignore", output.fd] as const)
  const child = spawn(
    process.execPath,
    [...PRELOADED, "--import", NOISY, program.script, String(process.pid)],
    {
      env: program.env,
      stdio: ["ignore", stdout, stderr, "ipc"],
    },
  )
  await untilUp(program, child)
  child.send("print")
  const load = await measureLoad(child.pid ?? 0)
  const stillAnswers = await program.isUp()
  const ended = once(child, "exit")
  child.kill("SIGTERM")
  const timer = setTimeout(() => child.kill("SIGKILL"), END_TIMEOUT_IN_MS)
  const [status] = await ended
  clearTimeout(timer)
  output.close()
  return { stillAnswers, isQuiet: load < 0.5, status }
}

async function untilUp(program: Program, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + UP_TIMEOUT_IN_MS
  while (!(await program.isUp())) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      child.kill("SIGKILL")
      throw new Error(`not up; exit status ${child.exitCode}, signal ${child.signalCode}`)
    }
    await sleep(50)
  }
}

/**
 * A file descriptor to start a process with, as its standard output or error: a pipe whose reader is gone, a full pipe
 * that nobody reads, or a full disk. `close` takes it away.
 */
function openBadOutput(kind: BadOutput): { fd: number; close(): void } {
  if (kind === "full") {
    const fd = openSync("/dev/full", "w")
    return { fd, close: () => closeSync(fd) }
  }
  const folder = mkdtempSync(join(tmpdir(), "tenantry-output-"))
  const path = join(folder, "pipe")
  execFileSync("mkfifo", [path])
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  if (kind === "closed") closeSync(reader)
  else fill(fd)
  const open = kind === "closed" ? [fd] : [fd, reader]
  return {
    fd,
    close() {
      for (const one of open) closeSync(one)
      rmSync(folder, { recursive: true })
    },
  }
}

/** How much of one core the process uses, over a second: 1 is all of it. */
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
export type Case = { stream: "stdout" | "stderr"; kind: BadOutput }
export type Program = {
  script: string
  env: NodeJS.ProcessEnv
  isUp(): Promise<boolean>
}
type Ending = { stillAnswers: boolean; isQuiet: boolean; status: number | null }
