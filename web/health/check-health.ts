import { z } from "zod"
import { NewerDatabaseError, requireKnownSchema } from "@/lib/db/schema-number"
import { webEnv } from "@/lib/env"
import { createLog, kindOf } from "@/lib/log"
import { parseJson } from "@/lib/parse-json"
import { db } from "@/web/db"
import { sendToKeeper } from "@/web/keepers/send-to-keeper"

const WITHIN_IN_MILLISECONDS = 2_000
const log = createLog("web")
let logged = ""

/**
 * Whether this process can serve its pages. Each part is waited for at most 2 seconds. A copied database is no reason to
 * take it out of service: its owner must reach *Take over*, through a load balancer too.
 */
export async function checkHealth(): Promise<Health> {
  const [database, keepers] = await Promise.all([
    askDatabase(),
    Promise.all(webEnv().KEEPER_URL.map(askKeeper)),
  ])
  const best = BEST_FIRST.flatMap((state) => keepers.filter((one) => one.state === state)).at(0)
  const { state: keeper, reasons, warnings } = best ?? AWAY
  return {
    isWell: database === "ok" && (keeper === "ok" || keeper === "copied_database"),
    isReady: database === "ok" || keepers.some(({ isReady }) => isReady),
    database,
    keeper,
    ...(keeper === "not_ready" && { reasons }),
    ...(warnings.length > 0 && { warnings }),
    ...(keepers.length > 1 && { keepers: keepers.map(({ state }) => state) }),
  }
}

async function askDatabase(): Promise<Health["database"]> {
  const found = await Promise.race([
    // What every page reads: without a right to it, none can be shown.
    db().$queryRaw<Numbered[]>`SELECT "id", "schemaNumber" FROM "Installation"`
      .then(judge)
      .catch(judgeFailure),
    new Promise<Found>((resolve) => {
      const found: Found = { state: "not_answering", why: "no answer in 2 s" }
      setTimeout(resolve, WITHIN_IN_MILLISECONDS, found).unref()
    }),
  ])
  return logOnce(found)
}

function judge(rows: Numbered[]): Found {
  for (const { schemaNumber } of rows) requireKnownSchema(schemaNumber)
  return { state: "ok", why: "ok" }
}

function judgeFailure(error: unknown): Found {
  if (error instanceof NewerDatabaseError)
    return { state: "not_ready", why: "later_version", said: error.message }
  const why = whyOf(error)
  return UNFIT.test(why)
    ? { state: "not_ready", why, said: MIGRATE }
    : { state: "not_answering", why }
}

/** What the adapter found, where it says so: Prisma's own code is the same for all of it. */
function whyOf(error: unknown): string {
  const { success, data } = OF_ADAPTER.safeParse(error)
  if (!success) return kindOf(error)
  const { kind, reason, originalCode } = data.meta.driverAdapterError.cause
  return [kind, originalCode, reason].filter(Boolean).join(": ")
}

/** Logs each change, and why. */
function logOnce({ state, ...found }: Found): Health["database"] {
  if (found.why !== logged && state !== "ok") log.error({ event: `database_${state}`, ...found })
  logged = found.why
  return state
}

async function askKeeper(address: string): Promise<KeeperReport> {
  const answer = await sendToKeeper(address, {
    path: "/api/health",
    method: "GET",
    headers: { "tenantry-web": "health" },
    withinInMs: WITHIN_IN_MILLISECONDS,
  })
  if (answer.kind === "away") return AWAY
  const { success, data: said } = SAID.safeParse(parseJson(String(answer.body)))
  if (!success) return { ...AWAY, state: "not_ready", reasons: ["not_a_keeper"] }
  return { state: stateOf(answer.status, said.reasons), ...said }
}

function stateOf(status: number, reasons: string[]): KeeperHealth {
  if (status === 200) return "ok"
  return reasons.join() === "copied_database" ? "copied_database" : "not_ready"
}

const OF_ADAPTER = z.object({
  meta: z.object({
    driverAdapterError: z.object({
      cause: z.object({
        kind: z.string(),
        originalCode: z.string().optional(),
        reason: z.string().optional(),
      }),
    }),
  }),
})
const NOTHING = { isReady: false, reasons: [], warnings: [] }
// Other servers answer 200, too; only a keeper says so.
const SAID = z.object({
  isReady: z.boolean(),
  reasons: z.array(z.string()).default([]),
  warnings: z.array(z.string()).default([]),
})
// It lacks the right to read, or there is no such table or column.
const UNFIT = /\b(42501|42P01|42703)\b/
const MIGRATE =
  "Run tenantry migrate with DATABASE_URL and WEB_DATABASE_URL: it gives web's role its rights."
const AWAY: KeeperReport = { state: "not_answering", ...NOTHING }
const BEST_FIRST = ["ok", "copied_database", "not_ready", "not_answering"] as const

export type Health = {
  isWell: boolean
  /** Whether it may take requests: it shows pages, or passes token requests on. */
  isReady: boolean
  /** `not_ready`: it answers, but was not migrated, is a later version's, or web's role has no rights there. */
  database: "ok" | "not_ready" | "not_answering"
  /**
   * `not_ready`: it answers, and says that something of its own is wrong. `copied_database`: nothing is, but another
   * installation holds the database.
   */
  keeper: KeeperHealth
  /** Why it is not ready, in the keeper's own words; `not_a_keeper`: something else answers there. */
  reasons?: string[]
  /** What needs attention although everything works. */
  warnings?: string[]
  /** Of several, each in the order of KEEPER_URL; `keeper` is the best of them. */
  keepers?: KeeperHealth[]
}
type Numbered = { schemaNumber: number }
/** `said` tells people what to do. */
type Found = { state: Health["database"]; why: string; said?: string }
type KeeperReport = { state: KeeperHealth } & z.output<typeof SAID>
type KeeperHealth = (typeof BEST_FIRST)[number]
