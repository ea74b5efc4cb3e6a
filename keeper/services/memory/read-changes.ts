import type { Client } from "pg"
import { ROW_TRANSACTION, TRANSACTION_CLOCK } from "@/lib/db/row-transaction"

// Of more than a keeper remembers, it forgets everything instead of each: 100,000 organisations that appear at once are 20 MB.
const MOST_KEYS = 20_000

/**
 * Which of the rows behind the answers changed since an earlier look, by each row's last transaction; so it finds
 * changes without a notification. One statement, which reads no index and no secret. A grant's key ends in a mark that
 * changes only when something relevant did.
 */
export async function readChanges(client: Client, since: Look | null): Promise<Changes> {
  const startedAt = performance.now()
  const { rows } = await client.query<Row>(LOOK, [since?.snapshot ?? null, lowBits(since)])
  const [row] = rows
  if (row === undefined) throw new Error("a look at the database gave no row")
  const { now, transaction, keys: changed, ...seen } = row
  const times = { databaseNow: now.getTime(), startedAt }
  const look = { ...seen, transaction: BigInt(transaction), ...times }
  const isMuch = changed.length > MOST_KEYS
  if (since === null || isMuch || isAnotherHistory(since, look)) return { look, keys: ["all:"] }
  const keys = [
    ...changed,
    ...(look.shape === since.shape ? [] : ["services:"]),
    ...(look.connections < since.connections || look.common !== since.common ? ["all:"] : []),
  ]
  return { look, keys }
}

/** A database that went back in time, or whose clock jumped away from ours, may be another one than before. */
function isAnotherHistory(since: Look, look: Look): boolean {
  const passedHere = look.startedAt - since.startedAt
  const passedThere = look.databaseNow - since.databaseNow
  const drift = Math.abs(passedThere - passedHere)
  return look.transaction < since.transaction || drift > DRIFT_IN_MILLISECONDS
}

/** Row headers hold the low half of a transaction's number. */
function lowBits(since: Look | null): string | null {
  return since === null ? null : String(since.transaction & 0xffffffffn)
}

const DRIFT_IN_MILLISECONDS = 2_000
// The row's transaction was not over at the last look. The first condition is only for speed.
const CHANGED = `age(r.xmin) <= age($2::text::xid) AND NOT pg_visible_in_snapshot(
  ${ROW_TRANSACTION}, $1::text::pg_snapshot)`

/** A digest of what an answer takes from a grant `r`, because its row changes for other reasons all the time. */
export const GRANT_MARK = `md5(concat_ws('/', r."currentTokenSetId", r."state", r."endedReason",
  extract(epoch FROM r."failingSince"), r."failures" > 0, r."strikes", extract(epoch FROM r."checkFailingSince")))`

function changedKeys(table: string, word: string, column: string): string {
  return `SELECT '${word}:' || coalesce(${column}::text, '') FROM "${table}" r, clock c WHERE ${CHANGED}`
}

const LOOK = `
  WITH clock AS (${TRANSACTION_CLOCK})
  SELECT pg_current_snapshot()::text AS "snapshot", pg_snapshot_xmin(pg_current_snapshot())::text AS "transaction",
    clock_timestamp() AS "now",
    -- Removed rows leave no trace, so these sums and counts reveal them.
    concat_ws('/', (SELECT sum(hashtext("id"::text)) FROM "ServiceSecret"), (SELECT count(*) FROM "ServiceAccess"))
      AS "shape",
    (SELECT count(*)::int FROM "Connection") AS "connections",
    -- These rows change for other reasons all the time: a hold is renewed, an app's connections are counted.
    concat_ws('/', (SELECT concat_ws('/', "holderId", "keeperInstallationId") FROM "Installation"),
      (SELECT string_agg(concat_ws('/', "id", "usable", "faultSince"), '/' ORDER BY "id") FROM "XeroApp")) AS "common",
    CASE WHEN $1::text IS NULL THEN '{}'::text[] ELSE ARRAY(SELECT * FROM (
      ${changedKeys("Service", "service", 'r."id"')}
      UNION ${changedKeys("ServiceAccess", "service", 'r."serviceId"')}
      UNION ${changedKeys("Grant", "grant", `r."id" || ':' || ${GRANT_MARK}`)}
      UNION ${changedKeys("Connection", "tenant", 'r."tenantId"')}
      UNION ${changedKeys("Tenant", "tenant", 'r."tenantId"')}
      UNION ${changedKeys("Incident", "all", "''")} AND r."kind" = 'xero_trouble'
    ) k LIMIT ${MOST_KEYS + 1}) END AS "keys"`

type Row = Pick<Look, "snapshot" | "shape" | "connections" | "common"> & {
  transaction: string
  now: Date
  keys: string[]
}
/** What was visible at one moment; `startedAt` by `performance.now()`. */
export type Look = {
  snapshot: string
  /** Every transaction before this one was over. */
  transaction: bigint
  /** Of secrets and chosen organisations. */
  shape: string
  connections: number
  /** What concerns every organisation: the installation that may act, the one whose keeper came last, and how each app stands. */
  common: string
  /** In milliseconds since 1970. */
  databaseNow: number
  startedAt: number
}
export type Changes = { look: Look; keys: string[] }
