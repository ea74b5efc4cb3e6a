import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { RunningSandbox } from "@/sandbox/start-sandbox"
import { bundle } from "@/sandbox/testing/bundle"

const ROOT = resolve(import.meta.dirname, "../..")
const ANY_PORTS = { SANDBOX_LOGIN_PORT: "0", SANDBOX_IDENTITY_PORT: "0", SANDBOX_API_PORT: "0" }

const launched: ChildProcess[] = []

/** Launches the sandbox's process on any free ports. */
export async function launchSandbox(
  environment: Record<string, string>,
  withIpc = false,
): Promise<Launched> {
  const program = await bundle("sandbox/main.ts", [])
  const child: ChildProcess = spawn(process.execPath, [program], {
    cwd: ROOT,
    env: { NODE_ENV: "test", ...ANY_PORTS, ...environment },
    stdio: ["ignore", "pipe", "pipe", withIpc ? "ipc" : "ignore"],
  })
  launched.push(child)
  const output = { stdout: "", stderr: "" }
  child.stdout?.on("data", (chunk) => {
    output.stdout += String(chunk)
  })
  child.stderr?.on("data", (chunk) => {
    output.stderr += String(chunk)
  })
  const exitCode = once(child, "exit").then(([code]) => code as number | null)
  return { child, output, exitCode }
}

/** Launches it and resolves once it is ready; if it ends instead, throws with its output. */
export async function runSandbox(
  environment: Record<string, string> = {},
  withIpc = false,
): Promise<Running> {
  const running = await launchSandbox(environment, withIpc)
  while (!running.output.stdout.includes("\n")) {
    const ended = await Promise.race([running.exitCode.then(() => true), sleep(20, false)])
    if (ended) throw new Error(running.output.stderr)
  }
  const { ready: _ready, ...urls } = JSON.parse(running.output.stdout)
  return { ...running, ...urls, close: async () => {} }
}

/** Ends every process launched so far at once, as a crash would. */
export function killLaunched(): void {
  for (const child of launched.splice(0)) child.kill("SIGKILL")
}

export type Launched = {
  child: ChildProcess
  output: { stdout: string; stderr: string }
  exitCode: Promise<number | null>
}
export type Running = Launched & RunningSandbox
