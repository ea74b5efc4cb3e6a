import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { findFreePort } from "@/scripts/free-port"

/** A real keeper in a process of its own, answering on a free port; `kill` is SIGKILL and waits for its end. */
export async function startKeeperProcess(env: Record<string, string>): Promise<KeeperProcess> {
  const port = await findFreePort()
  const child = spawn(process.execPath, ["--import", "tsx", "keeper/main.ts"], {
    env: { NODE_ENV: "test", ...env, KEEPER_PORT: String(port) },
    // A test run that is cut off takes its keepers along: they end with the channel.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  })
  const lines: string[] = []
  child.stdout?.on("data", (chunk) => lines.push(String(chunk)))
  child.stderr?.on("data", (chunk) => lines.push(String(chunk)))
  const url = `http://127.0.0.1:${port}`
  await untilHealthy(child, url, lines)
  return {
    url,
    lines,
    pid: child.pid ?? 0,
    async kill(signal = "SIGKILL") {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, "exit")
      child.kill(signal)
      await ended
    },
  }
}

async function untilHealthy(child: ChildProcess, url: string, lines: string[]): Promise<void> {
  for (let polls = 0; polls < 300; polls += 1) {
    if (child.exitCode !== null) break
    const answer = await fetch(`${url}/api/health`).catch(() => null)
    if (answer?.ok) return
    await sleep(100)
  }
  child.kill("SIGKILL")
  throw new Error(`the keeper did not start: ${lines.join("")}`)
}

export type KeeperProcess = {
  url: string
  pid: number
  lines: string[]
  kill(signal?: NodeJS.Signals): Promise<void>
}
