import type { Keeper } from "@/keeper/keeper"
import { countByUrgency } from "@/lib/tenants/count-by-urgency"
import { TENANT_STATUSES } from "@/lib/tenants/status"

// A scrape that waits longer is worth nothing to whoever asks.
const ANSWER_WITHIN_MILLISECONDS = 3_000

/** How things stand in the database, or null if it does not say so in time. Whoever asks at the same moment shares it. */
export function readStanding(keeper: Keeper): Promise<Standing | null> {
  const reading = keeper.readings.run("standing", () => readRows(keeper)) as Promise<Standing>
  return Promise.race([reading.catch(() => null), silence()])
}

async function readRows({ db }: Keeper): Promise<Standing> {
  const [organisations, chains, [facts]] = await Promise.all([
    countByUrgency(db),
    db.$queryRaw<Counted[]>`
      SELECT CASE WHEN "state" = 'ended' THEN coalesce("endedReason"::text, 'refused')
          WHEN "doubtfulSince" IS NOT NULL THEN 'doubtful'
          WHEN "failingSince" IS NOT NULL OR "failures" > 0 OR "strikes" > 0 THEN 'failing'
          ELSE 'active' END AS "name", count(*)::int AS "count"
      FROM "Grant" GROUP BY 1`,
    db.$queryRaw<Omit<Standing, "organisations" | "chains">[]>`
      SELECT
        (SELECT extract(epoch FROM min("refreshTokenExpiresAt") - statement_timestamp())::float8
          FROM "Grant" WHERE "state" = 'active') AS "soonestExpiryInSeconds",
        due."count" AS "dueChains", due."oldest" AS "oldestDueInSeconds",
        waiting."count" AS "waitingDeliveries", waiting."oldest" AS "oldestDeliveryInSeconds",
        ARRAY(SELECT "kind"::text FROM "Incident" WHERE "closedAt" IS NULL) AS "openIncidents"
      FROM (SELECT count(*)::int AS "count", coalesce(extract(epoch FROM statement_timestamp() - min("refreshDueAt")), 0)::float8 AS "oldest" FROM "Grant"
          WHERE "state" = 'active' AND "refreshDueAt" <= statement_timestamp()
            AND "xeroAppId" IN (SELECT "id" FROM "XeroApp" WHERE "usable")) due,
        (SELECT count(*)::int AS "count", coalesce(extract(epoch FROM statement_timestamp() - min("queuedAt")), 0)::float8 AS "oldest" FROM "AlertDelivery"
          WHERE "state" = 'waiting') waiting`,
  ])
  if (facts === undefined) throw new Error("a count gave no row")
  return {
    ...facts,
    organisations: organisations.map(({ urgency, count }) => ({
      name: TENANT_STATUSES[urgency] ?? "unknown",
      count,
    })),
    chains,
  }
}

function silence(): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), ANSWER_WITHIN_MILLISECONDS).unref()
  })
}

export type Counted = { name: string; count: number }
export type Standing = {
  /** By status; without those that have none. */
  organisations: Counted[]
  chains: Counted[]
  /** Null: no chain is alive. */
  soonestExpiryInSeconds: number | null
  dueChains: number
  oldestDueInSeconds: number
  waitingDeliveries: number
  oldestDeliveryInSeconds: number
  openIncidents: string[]
}
