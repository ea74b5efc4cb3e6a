import { randomBytes, randomUUID } from "node:crypto"
import { readFile } from "node:fs/promises"
import { setTimeout as sleep } from "node:timers/promises"
import { listProcesses } from "@/scripts/check/stack"
import { type Seen, start, told } from "./chain-processes"
import { loadPage, openProduct, type Product } from "./open-product"
import { readFlags } from "./read-flags"
import { signIn } from "./sign-in"
import { bodiesOf, type Filled, fetchEach, fillServices } from "./token-requests"

// npm run bench:memory: what keeper and web take of the machine's memory together, when started, and after use with the tokens of
// 10,000 organisations; some four minutes after the build. `-- --rounds 20` opens the pages more often.
const { rounds: ROUNDS, organisations: ORGANISATIONS } = readFlags({
  rounds: 5,
  organisations: 10_000,
})
const PAGES = [
  "/",
  "/organisations",
  "/organisations?status=reconnect_needed",
  "/organisations?sort=valid",
  "/organisations/connections",
  "/organisations/import",
  "/organisations/jobs",
  "/activity",
  "/services",
  "/services/new",
  "/links",
  "/links/campaigns",
  "/settings",
  "/settings/alerts",
  "/settings/keys",
  "/settings/links",
  "/settings/mail",
  "/settings/members",
  "/settings/sign-in",
  "/settings/xero-app",
]
const SERVICES = 64
const ORGANISATIONS_A_ROUND = 50
const START_IS_OVER_AFTER_MILLISECONDS = 15_000
const REST_MILLISECONDS = 70_000

const endpoint = start(["scripts/bench/chain-endpoint.ts"], {})
const { issuer } = (await told(endpoint)) as Seen & { issuer: string }
const env = {
  KEEPER_PACE: "1",
  INSTALLATION_ID: randomUUID(),
  VAULT_KEYS: `k1:${randomBytes(32).toString("base64")}`,
  XERO_CLIENT_ID: randomBytes(16).toString("hex").toUpperCase(),
  XERO_CLIENT_SECRETS: "bench",
  XERO_ISSUER: issuer,
  XERO_API_URL: issuer,
}
await measure(await openProduct(env))

async function measure({ stack }: Product): Promise<void> {
  await sleep(START_IS_OVER_AFTER_MILLISECONDS)
  const { keeper = 0, web = 0 } = await listProcesses(stack)
  const report = async (when: string) => console.log(`${when}: ${await tell({ keeper, web })}`)
  await report("started")
  const ofKeeper = { ...env, APP_URL: stack.baseUrl, DATABASE_URL: stack.databaseUrl }
  const secret = { KEEPER_SECRET: randomBytes(32).toString("hex"), KEEPER_PORT: "3001" }
  const sizes = { organisations: ORGANISATIONS, services: SERVICES }
  const filled = await fillServices({ env: { ...ofKeeper, ...secret } }, sizes)
  await report("organisations stored")
  await fetchEach(stack.keeperUrl, bodiesOf(filled, ORGANISATIONS))
  await report(`tokens of ${ORGANISATIONS} organisations`)
  const cookie = await signIn(stack)
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const path of pathsOf(filled, round)) await loadPage(stack, { cookie, path })
    await fetchEach(stack.keeperUrl, bodiesOf(filled, ORGANISATIONS).slice(0, 2_000))
    await report(`pages opened ${round + 1} times`)
  }
  await sleep(REST_MILLISECONDS)
  await report("at rest")
}

function pathsOf({ tenantIds, services }: Filled, round: number): string[] {
  const from = round * ORGANISATIONS_A_ROUND
  const some = tenantIds.slice(from, from + ORGANISATIONS_A_ROUND)
  return [
    ...PAGES,
    ...some.map((tenantId) => `/organisations/${tenantId}`),
    ...some.map((_, at) => `/organisations?page=${from + at + 1}`),
    ...services.slice(0, 5).map(({ clientId }) => `/services/${clientId}`),
  ]
}

/** In megabytes. */
async function tell(processes: Record<string, number>): Promise<string> {
  const read = Object.entries(processes).map(async ([name, pid]) => {
    const status = await readFile(`/proc/${pid}/status`, "utf8")
    return { name, now: readMegabytes(status, "VmRSS"), most: readMegabytes(status, "VmHWM") }
  })
  const all = await Promise.all(read)
  const each = all.map(
    ({ name, now, most }) => `${name} ${now.toFixed(0)} (at most ${most.toFixed(0)})`,
  )
  const sum = all.reduce((total, one) => total + one.now, 0)
  return `${each.join(", ")}, together ${sum.toFixed(0)} MB`
}

function readMegabytes(status: string, key: string): number {
  const [, kilobytes] = new RegExp(`^${key}:\\s+(\\d+) kB$`, "m").exec(status) ?? []
  return (Number(kilobytes) * 1_024) / 1_000_000
}
