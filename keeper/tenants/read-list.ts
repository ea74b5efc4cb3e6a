import { recordNoConsent } from "@/keeper/grants/custom/record-no-token"
import { nextCheckIn } from "@/keeper/grants/due"
import { liveAccessToken } from "@/keeper/grants/live-access-token"
import { lockGrant } from "@/keeper/grants/lock-grant"
import { type RefreshResult, refreshGrant } from "@/keeper/grants/refresh-grant"
import type { Keeper } from "@/keeper/keeper"
import type { AskedList, ListDiff } from "@/keeper/tenants/plan-connections"
import type { ApiTrouble } from "@/keeper/xero/connections"
import type { ConnectionList } from "@/keeper/xero/wire-connections"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"

// Enough for one list request.
const MINIMUM_SECONDS = 30
/** A list of thousands is written in one transaction. */
const TRANSACTION = { maxWait: 5_000, timeout: 60_000 }

/**
 * Asks Xero which tenants the grant reaches and writes them, with the grant locked: the tenant axis, which a refresh
 * cannot see (docs/xero.md §1.9). If something newer overtook the list on its way, it is dropped and Xero is asked
 * again.
 */
export async function readList(
  keeper: Keeper,
  grantId: string,
  write: (tx: Tx, asked: AskedList) => Promise<ListDiff>,
): Promise<ListReading> {
  for (;;) {
    const fetched = await fetchList(keeper, grantId)
    if (fetched.kind === "none") return fetched
    if (fetched.kind !== "ok") return postponeCheck(keeper, grantId, fetched)
    const { unreadable } = fetched
    if (unreadable.length > 0)
      keeper.log.warn({ event: "connections_unreadable", grantId, names: unreadable.slice(0, 10) })
    const asked = { ...fetched, grantId, nextCheckInMilliseconds: nextCheckIn(keeper.timings) }
    const diff = await keeper.db.$transaction(async (tx) => {
      await lockGrant(tx, grantId)
      return (await isOvertaken(tx, asked)) ? null : write(tx, asked)
    }, TRANSACTION)
    if (diff === null) continue
    if (reachesNothing(fetched)) await recordNoConsent(keeper, grantId)
    return { kind: "checked", diff }
  }
}

/** Whether it was asked for before the present chain's consent, or before the list that was written last. */
async function isOvertaken(tx: Tx, { grantId, askedAt }: AskedList): Promise<boolean> {
  const now = await dbNow(tx)
  const { consentedAt, lastCheckedAt } = await tx.grant.findUniqueOrThrow({
    where: { id: grantId },
    select: { consentedAt: true, lastCheckedAt: true },
  })
  // After a clock was set back, moments in the future prove nothing.
  return [consentedAt, lastCheckedAt].some((at) => at !== null && askedAt < at && at <= now)
}

/** The list of `GET /connections`; a token that Xero refuses although it should live is replaced once. */
async function fetchList(keeper: Keeper, grantId: string): Promise<FetchedList> {
  const { xeroApp } = await keeper.db.grant.findUniqueOrThrow({
    where: { id: grantId },
    select: { xeroApp: { select: { kind: true } } },
  })
  const isCustom = xeroApp.kind === "custom"
  for (const attempt of [1, 2]) {
    const token = await liveAccessToken(keeper, grantId, MINIMUM_SECONDS)
    if (token.kind === "none") return token
    const askedAt = await dbNow(keeper.db)
    const { accessToken } = token
    const list = isCustom
      ? await keeper.xero.listCustom({ accessToken, standInId: grantId })
      : await keeper.xero.listConnections(accessToken)
    if (list.kind === "ok") return { ...list, askedAt, isCustom }
    if (list.kind !== "token_refused" || attempt === 2) return list
    const result = await refreshGrant(keeper, grantId, { wait: true })
    if (result.kind !== "refreshed") return { kind: "none", why: result }
  }
  return { kind: "token_refused" }
}

/** A custom connection reaches one organisation as long as somebody consents. */
function reachesNothing({ isCustom, connections, unreadable }: OkList): boolean {
  return isCustom && connections.length + unreadable.length === 0
}

async function postponeCheck(
  keeper: Keeper,
  grantId: string,
  { kind }: ApiTrouble,
): Promise<ListReading> {
  await keeper.db.$executeRaw`
    UPDATE "Grant" SET "checkFailingSince" = coalesce("checkFailingSince", clock_timestamp()),
      "checkDueAt" = clock_timestamp() + ${keeper.timings.checkRetry} * interval '1 millisecond'
    WHERE "id" = ${grantId}::uuid`
  return { kind: "trouble", trouble: kind === "token_refused" ? "unknown" : kind }
}

type OkList = { kind: "ok"; askedAt: Date; isCustom: boolean } & ConnectionList
type FetchedList = OkList | ApiTrouble | { kind: "none"; why: RefreshResult }
export type ListReading =
  | { kind: "checked"; diff: ListDiff }
  | { kind: "trouble"; trouble: "not_sent" | "unknown" | "throttled" }
  | { kind: "none"; why: RefreshResult }
