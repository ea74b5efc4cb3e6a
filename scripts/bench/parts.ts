import { type ChildProcess, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { findFreePort } from "@/scripts/start/free-port"
import { answers } from "@/scripts/start/processes/answers"
import { type Bench, stop } from "./chain-processes"
import { atEnd } from "./run-bench"

/** Two keepers and two webs of an artefact on one database, none started yet. */
export async function planParts({ env }: Bench, folder = "dist"): Promise<Part[]> {
  const ports = await Promise.all([1, 2, 3, 4].map(() => findFreePort()))
  const [one = 0, other = 0, ...webPorts] = ports
  const keepers = [one, other].map((port) =>
    createPart("keeper", port, { folder, env: { ...env, KEEPER_PORT: String(port) } }),
  )
  const forWeb = {
    APP_URL: env.APP_URL ?? "",
    WEB_DATABASE_URL: env.DATABASE_URL ?? "",
    KEEPER_URL: [one, other].map((port) => `http://127.0.0.1:${port}`).join(","),
    KEEPER_SECRET: env.KEEPER_SECRET ?? "",
    AUTH_SECRET: randomBytes(32).toString("hex"),
  }
  const webs = webPorts.map((port) =>
    createPart("web", port, { folder, env: { ...forWeb, PORT: String(port) } }),
  )
  return [...keepers, ...webs]
}

function createPart(name: "web" | "keeper", port: number, from: From): Part {
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | null = null
  const part: Part = {
    name,
    url,
    env: from.env,
    async stop(signal) {
      if (child !== null) await stop(child, signal)
    },
    hang: () => child?.kill("SIGSTOP"),
    wake: () => child?.kill("SIGCONT"),
    async start(folder = from.folder) {
      child = spawn(process.execPath, [`${folder}/tenantry.mjs`, name], {
        env: { PATH: process.env.PATH, NODE_ENV: "production", ...part.env },
        stdio: ["ignore", "ignore", "inherit"],
      })
      while (!(await answers(`${url}/api/health/ready`))) {
        if (child.exitCode !== null) throw new Error(`${name} did not start`)
        await sleep(100)
      }
    },
  }
  atEnd(() => part.stop("SIGKILL"))
  return part
}

type From = { folder: string; env: Record<string, string> }
export type Part = {
  name: "web" | "keeper"
  url: string
  /** What it is given at its next start. */
  env: Record<string, string>
  /** Of another artefact, if `folder` names one. */
  start(folder?: string): Promise<void>
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<void>
  /** It stands still, with its port open, until it is woken. */
  hang(): void
  wake(): void
}
