import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Bench, runToEnd } from "./chain-processes"
import { atEnd } from "./run-bench"

const FIRST_FETCHES_AT_ONCE = 20

/** Stores organisations, each with a live access token, and services that reach all of them. */
export async function fillServices(
  { env }: Pick<Bench, "env">,
  { organisations, services }: { organisations: number; services: number },
): Promise<Filled> {
  const folder = await mkdtemp(join(tmpdir(), "bench-filled-"))
  atEnd(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, "filled.json")
  const program = ["keeper/testing/fill-services.ts", String(organisations), String(services), file]
  await runToEnd(program, env)
  return JSON.parse(await readFile(file, "utf8")) as Filled
}

/** Forms that ask for the tokens of so many organisations, each service in its turn. */
export function bodiesOf({ tenantIds, services }: Filled, organisations: number): string[] {
  return Array.from({ length: Math.max(organisations, services.length) }, (_, index) => {
    const { clientId = "", clientSecret = "" } = services[index % services.length] ?? {}
    const resource = tenantIds[index % organisations] ?? ""
    const form = {
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      resource,
    }
    return String(new URLSearchParams(form))
  })
}

/** Puts each pair of service and organisation into the ledger, because a first fetch is written before the answer. */
export async function fetchEach(url: string, bodies: string[]): Promise<void> {
  for (let from = 0; from < bodies.length; from += FIRST_FETCHES_AT_ONCE) {
    await Promise.all(
      bodies.slice(from, from + FIRST_FETCHES_AT_ONCE).map((body) => fetchOne(url, body)),
    )
  }
}

export async function fetchOne(url: string, body: string): Promise<string> {
  const headers = { "content-type": "application/x-www-form-urlencoded" }
  const response = await fetch(`${url}/oauth/token`, { method: "POST", headers, body })
  const text = await response.text()
  if (!response.ok) throw new Error(`the keeper answered ${response.status}: ${text}`)
  return text
}

export type Filled = {
  tenantIds: string[]
  services: { clientId: string; clientSecret: string }[]
}
