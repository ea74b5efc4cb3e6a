import { get } from "node:http"
import { json } from "node:stream/consumers"
import { readSource } from "@/scripts/start/read-source"
import { defaultPorts } from "@/scripts/start/settings"
import { listenHosts, reachable } from "@/web/server/listen-hosts"
import { done, failed, type Result, wrongWords } from "./command"
import { type CommandSettings, requireSettings } from "./require-settings"

const WITHIN_IN_MS = 4_000

/** Asks the web or keeper process of this machine whether it is ready, for whoever runs it without curl or a shell. */
export async function askHealth(words: string[]): Promise<Result> {
  const [part = "web", ...more] = words
  if (more.length > 0 || (part !== "web" && part !== "keeper")) {
    return wrongWords("health takes web or keeper.")
  }
  const settings = requireSettings(readSource(".env"))
  const url = `${part === "web" ? webOrigin(settings) : keeperOrigin(settings)}/api/health/ready`
  const answer = await ask(url)
  if (answer === null) return failed(`Nothing answers at ${url}.`)
  const { status, report } = answer
  const text = `${part} at ${url}: ${JSON.stringify(report)}`
  return status === 200 ? done(text, { url, report }) : failed(text, { url, report })
}

function webOrigin({ APP_URL, PORT, WEB_HOST }: CommandSettings): string {
  const [host] = listenHosts(APP_URL, WEB_HOST)
  return `http://${reachable(host)}:${PORT ?? defaultPorts({ APP_URL }).webPort}`
}

function keeperOrigin({ APP_URL, KEEPER_URL, ...settings }: CommandSettings): string {
  const { KEEPER_HOST = "127.0.0.1", KEEPER_PORT } = settings
  const byDefault = defaultPorts({ APP_URL, KEEPER_URL: KEEPER_URL?.split(",")[0] })
  return `http://${reachable(KEEPER_HOST)}:${KEEPER_PORT ?? byDefault.keeperPort}`
}

function ask(url: string): Promise<{ status: number | undefined; report: unknown } | null> {
  const signal = AbortSignal.timeout(WITHIN_IN_MS)
  return new Promise((resolve) => {
    const request = get(url, { agent: false, signal }, (response) => {
      json(response).then(
        (report) => resolve({ status: response.statusCode, report }),
        () => resolve(null),
      )
    })
    request.once("error", () => resolve(null))
  })
}
