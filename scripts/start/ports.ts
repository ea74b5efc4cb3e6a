import { createServer } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { type EnvProblem, SettingsError } from "@/lib/env-rules"
import { findHolder, type Holder } from "./port-holder"

/**
 * Throws with the cause and a remedy unless we can listen on the port. Waits for processes that an earlier start left
 * behind: they end by themselves, a draining keeper after 35 s.
 */
export async function requirePort(wanted: WantedPort): Promise<void> {
  const problem = await portProblem(wanted)
  if (problem !== null) throw new SettingsError([problem])
  const refusal = await refusalOf(wanted, 40_000)
  if (refusal !== null) throw new Error(explain(wanted, refusal))
}

/** Why nobody could listen there, or null: another program that does may go. */
export async function portProblem(wanted: WantedPort): Promise<EnvProblem | null> {
  const { port, host, hostSetBy = "", setBy } = wanted
  const code = await tryPort(port, host)
  if (code === "EACCES") {
    const problem = `names port ${port}, where this system user may not listen. Choose one from 1024 up`
    return { name: setBy, problem }
  }
  if (code === null || !NO_ADDRESS.has(code)) return null
  return { name: hostSetBy, problem: `names ${host}, which is not an address of this machine` }
}

const NO_ADDRESS = new Set(["EADDRNOTAVAIL", "ENOTFOUND"])

/** Whether we can listen on the port, after waiting for processes of ours that are about to leave it. */
export async function isFreeSoon(wanted: WantedPort): Promise<boolean> {
  return (await refusalOf(wanted, 10_000)) === null
}

async function refusalOf(wanted: WantedPort, waitInMs: number): Promise<Refusal | null> {
  const deadline = Date.now() + waitInMs
  for (;;) {
    const code = await tryPort(wanted.port, wanted.host)
    if (code === null) return null
    const holder = code === "EADDRINUSE" ? findHolder(wanted.port) : null
    const leaving = holder?.orphan && holder.command.includes(wanted.script)
    if (!leaving || Date.now() > deadline) return { code, holder }
    await sleep(200)
  }
}

function explain({ port, setBy }: WantedPort, { code, holder }: Refusal): string {
  if (code !== "EADDRINUSE") return `${setBy}: nobody can listen on port ${port} (${code}).`
  const by = holder === null ? "another program" : `process ${holder.pid} (${holder.command})`
  return `${setBy}: port ${port} is in use by ${by}. Stop it, or choose another port.`
}

function tryPort(port: number, host?: string): Promise<string | null> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ port, host }, () => server.close(() => resolve(null)))
  })
}

type Refusal = { code: string; holder: Holder | null }
export type WantedPort = {
  port: number
  host?: string
  /** The names that set both, for the message. */
  hostSetBy?: string
  setBy: string
  /** The program of ours that listens there. */
  script: string
}
