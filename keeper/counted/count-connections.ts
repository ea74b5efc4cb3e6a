import { randomInt } from "node:crypto"
import { findClient } from "@/keeper/apps/find-client"
import { markGone } from "@/keeper/counted/mark-gone"
import type { Keeper } from "@/keeper/keeper"
import type { AppConnection, AppConnectionList } from "@/keeper/xero/wire-app-connections"
import type { OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"

const HOUR = 60 * 60 * 1_000
/** Xero said that this app may not ask: the answer will hardly change within a day. */
const DAY = 24 * HOUR
const BATCH = 2_000

/** Reads the lists of apps that are due: once an hour each, by one keeper. */
export async function countDue(keeper: Keeper): Promise<void> {
  const due = await keeper.db.$queryRaw<{ id: string }[]>`
    UPDATE "XeroApp" SET "countDueAt" = clock_timestamp() + ${keeper.timings.checkRetry} * interval '1 millisecond'
    WHERE "usable" AND "kind" = 'web' AND "countDueAt" <= clock_timestamp() AND "faultSince" IS NULL
    RETURNING "id"`
  for (const { id } of due) if (!keeper.draining) await countApp(keeper, id)
}

/** The same now, for every app; trouble with one is what is told. */
export async function countConnections(
  keeper: Keeper,
): Promise<OperationOutput<"countConnections">> {
  const apps = await keeper.db.xeroApp.findMany({
    where: { usable: true, kind: "web" },
    orderBy: { createdAt: "asc" },
    select: { id: true },
  })
  const counted: Counted[] = []
  for (const { id } of apps) counted.push(await countApp(keeper, id))
  const told = counted.find((one) => one.kind === "xero_trouble")
  if (told !== undefined) return told
  const done = counted.filter((one) => one.kind === "counted")
  if (done.length === 0) return { kind: "not_allowed" }
  const sum = (of: "connections" | "gone") => done.reduce((all, one) => all + one[of], 0)
  return { kind: "counted", connections: sum("connections"), gone: sum("gone") }
}

/**
 * Asks Xero which connections it counts for an app, without any Xero user's token, and writes what it says: which there
 * are, and which of ours are gone. Where Xero refuses, that is written down, and the lists of each Xero user serve as before.
 */
async function countApp(keeper: Keeper, xeroAppId: string): Promise<Counted> {
  const client = await findClient(keeper, xeroAppId)
  if (client === null) return { kind: "xero_trouble", trouble: "not_sent" }
  const askedAt = await dbNow(keeper.db)
  const token = await keeper.xero.appToken(client)
  if (token.kind === "trouble") return { kind: "xero_trouble", trouble: token.trouble }
  if (token.kind === "refused") return refuse(keeper, xeroAppId, token.code)
  const list = await keeper.xero.listAppConnections(token.accessToken)
  if (list.kind === "token_refused") return refuse(keeper, xeroAppId, list.kind)
  if (list.kind !== "ok") return { kind: "xero_trouble", trouble: list.kind }
  const gone = await keeper.db.$transaction(
    async (tx) => {
      if (await isOvertaken(tx, { xeroAppId, askedAt })) return 0
      await storeList(tx, xeroAppId, list.connections)
      await noteDay(tx, xeroAppId, list.connections)
      const found = list.unreadable > 0 ? 0 : await markGone(tx, { xeroAppId, askedAt })
      await noteCount(tx, { xeroAppId, askedAt, problem: null, wait: HOUR })
      return found
    },
    { maxWait: 5_000, timeout: 60_000 },
  )
  logUnreadable(keeper, list)
  return { kind: "counted", connections: list.connections.length, gone }
}

/** Lists of one app are written one after the other, and never an older one over a newer. */
async function isOvertaken(
  tx: Tx,
  { xeroAppId, askedAt }: { xeroAppId: string; askedAt: Date },
): Promise<boolean> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`count ${xeroAppId}`}, 0))`
  // After a clock was set back, moments in the future prove nothing.
  const isNewer = { gt: askedAt, lte: await dbNow(tx) }
  return (await tx.xeroApp.count({ where: { id: xeroAppId, countedAt: isNewer } })) > 0
}

async function refuse(keeper: Keeper, xeroAppId: string, code: string): Promise<Counted> {
  await noteCount(keeper.db, { xeroAppId, askedAt: null, problem: code, wait: DAY })
  return { kind: "not_allowed" }
}

/** One statement for thousands; rows that Xero no longer lists go. */
async function storeList(tx: Tx, xeroAppId: string, list: AppConnection[]): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM "AppConnection" WHERE "xeroAppId" = ${xeroAppId}::uuid
      AND NOT ("connectionId" = ANY(${list.map((one) => one.id)}::uuid[]))`
  for (let first = 0; first < list.length; first += BATCH) {
    const part = list.slice(first, first + BATCH)
    await tx.$executeRaw`
      INSERT INTO "AppConnection" ("connectionId", "xeroAppId", "tenantId", "name", "type", "authEventId", "madeAt", "seenAt")
      SELECT new."id", ${xeroAppId}::uuid, new."tenantId", new."name", new."type", new."authEventId", new."madeAt",
        clock_timestamp()
      FROM unnest(${part.map((one) => one.id)}::uuid[], ${part.map((one) => one.tenantId)}::uuid[],
        ${part.map((one) => one.tenantName ?? "")}::text[], ${part.map((one) => one.tenantType ?? "ORGANISATION")}::text[],
        ${part.map((one) => one.authEventId)}::uuid[],
        ${part.map((one) => one.createdDateUtc?.toISOString() ?? null)}::timestamptz[])
        AS new("id", "tenantId", "name", "type", "authEventId", "madeAt")
      ON CONFLICT ("connectionId") DO UPDATE SET "name" = EXCLUDED."name", "type" = EXCLUDED."type",
        "xeroAppId" = EXCLUDED."xeroAppId"`
  }
}

/** What the plan is measured by, kept by the day to tell the pace. */
async function noteDay(tx: Tx, xeroAppId: string, list: AppConnection[]): Promise<void> {
  const demo = list.filter((one) => isDemo(one.tenantName ?? "")).length
  await tx.$executeRaw`
    INSERT INTO "ConnectionCount" ("xeroAppId", "day", "counted", "demo")
    VALUES (${xeroAppId}::uuid, (clock_timestamp() AT TIME ZONE 'UTC')::date, ${list.length - demo}, ${demo})
    ON CONFLICT ("xeroAppId", "day") DO UPDATE SET "counted" = EXCLUDED."counted", "demo" = EXCLUDED."demo"`
}

async function noteCount(tx: Tx, { xeroAppId, askedAt, problem, wait }: Noted): Promise<void> {
  // Spread, so that many installations do not ask at the same moment.
  const spread = wait * (1 - randomInt(100) / 1_000)
  await tx.$executeRaw`
    UPDATE "XeroApp" SET "countProblem" = ${problem},
      "countedAt" = coalesce(${askedAt}::timestamptz, "countedAt"),
      "countDueAt" = clock_timestamp() + ${spread} * interval '1 millisecond'
    WHERE "id" = ${xeroAppId}::uuid`
}

/** Xero's lists do not mark demo companies; their names do (docs/xero.md §4.4). */
function isDemo(name: string): boolean {
  return /^Demo Company \(/.test(name)
}

function logUnreadable({ log }: Keeper, { unreadable }: AppConnectionList): void {
  if (unreadable > 0) log.warn({ event: "app_connections_unreadable", rows: unreadable })
}

type Noted = {
  xeroAppId: string
  /** Null: Xero gave no list. */
  askedAt: Date | null
  problem: string | null
  wait: number
}
type Counted =
  | { kind: "counted"; connections: number; gone: number }
  | { kind: "not_allowed" }
  | { kind: "xero_trouble"; trouble: "not_sent" | "unknown" | "throttled" | "app_fault" }
