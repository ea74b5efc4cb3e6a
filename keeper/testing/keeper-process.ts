import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { findFreePort } from "@/scripts/start/free-port"
import { bundleKeeper } from "@/scripts/start/testing/bundled-programs"

const START_TIMEOUT_IN_MS = 120_000
const TRIES = 3

/** A real keeper in a process of its own, answering on a free port; `kill` is SIGKILL and waits for its end. */
export async function startKeeperProcess(env: Record<string, string>): Promise<KeeperProcess> {
  for (let tries = 1; ; tries += 1) {
    const started = await tryToStart(env)
    if (started.kind === "ready") return started.keeper
    // Another program on this machine may have taken the port that was free a moment ago.
    if (tries === TRIES || !started.lines.includes("EADDRINUSE"))
      throw new Error(`the keeper did not start: ${started.lines}`)
  }
}

async function tryToStart(env: Record<string, string>): Promise<Start> {
  const program = await bundleKeeper()
  const port = await findFreePort()
  const child = spawn(process.execPath, [program], {
    env: { NODE_ENV: "test", ...env, KEEPER_PORT: String(port) },
    // A test run that is cut off takes its keepers along: they end with the channel.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  })
  const lines: string[] = []
  child.stdout?.on("data", (chunk) => lines.push(String(chunk)))
  child.stderr?.on("data", (chunk) => lines.push(String(chunk)))
  const id = await untilReady(child, lines)
  if (id === null) {
    child.kill("SIGKILL")
    return { kind: "failed", lines: lines.join("") }
  }
  const keeper: KeeperProcess = {
    id,
    url: `http://127.0.0.1:${port}`,
    lines,
    pid: child.pid ?? 0,
    async kill(signal = "SIGKILL") {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, "exit")
      child.kill(signal)
      await ended
    },
  }
  return { kind: "ready", keeper }
}

/** The log says when it listens and works, and under which name. */
async function untilReady(child: ChildProcess, lines: string[]): Promise<string | null> {
  const deadline = performance.now() + START_TIMEOUT_IN_MS
  while (child.exitCode === null && performance.now() < deadline) {
    const id = /"ready","keeperId":"([^"]+)"/.exec(lines.join(""))?.[1]
    if (id !== undefined) return id
    await sleep(10)
  }
  return null
}

export type KeeperProcess = {
  /** The name under which it takes leases. */
  id: string
  url: string
  pid: number
  lines: string[]
  kill(signal?: NodeJS.Signals): Promise<void>
}
type Start = { kind: "ready"; keeper: KeeperProcess } | { kind: "failed"; lines: string }
