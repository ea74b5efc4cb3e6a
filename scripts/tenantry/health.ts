import { get } from "node:http"
import { json } from "node:stream/consumers"
import { defaultPorts } from "@/scripts/start/settings"
import { listenHosts, reachable } from "@/web/server/listen-hosts"
import { done, failed, type Result, wrongWords } from "./command"
import { requireSettings } from "./require-settings"

const WITHIN_IN_MS = 4_000
const DEFAULT_APP_URL = "http://localhost:3000"

/** Asks the web or keeper process of this machine whether it is ready, for whoever runs it without curl or a shell. */
export async function askHealth(words: string[]): Promise<Result> {
  const [part = "web", ...more] = words
  if (more.length > 0 || (part !== "web" && part !== "keeper")) {
    return wrongWords("health takes web or keeper.")
  }
  requireSettings(process.env)
  const url = `${part === "web" ? webOrigin() : keeperOrigin()}/api/health/ready`
  const answer = await ask(url)
  if (answer === null) return failed(`Nothing answers at ${url}.`)
  const { status, report } = answer
  const text = `${part} at ${url}: ${JSON.stringify(report)}`
  return status === 200 ? done(text, { url, report }) : failed(text, { url, report })
}

function webOrigin(): string {
  const { APP_URL = DEFAULT_APP_URL, PORT, WEB_HOST } = process.env
  const [host] = listenHosts(APP_URL, WEB_HOST)
  return `http://${reachable(host)}:${PORT ?? defaultPorts({ APP_URL }).webPort}`
}

function keeperOrigin(): string {
  const { KEEPER_HOST = "127.0.0.1", KEEPER_PORT, KEEPER_URL } = process.env
  const byDefault = defaultPorts({
    APP_URL: DEFAULT_APP_URL,
    KEEPER_URL: KEEPER_URL?.split(",")[0],
  })
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
