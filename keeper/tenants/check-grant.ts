import { finishConsents } from "@/keeper/consent/finish-consent"
import { liveAccessToken } from "@/keeper/grants/live-access-token"
import { lockGrant } from "@/keeper/grants/lock-grant"
import type { RefreshResult } from "@/keeper/grants/refresh-grant"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import type { Keeper } from "@/keeper/keeper"
import { applyList, type ListDiff } from "@/keeper/tenants/apply-list"
import type { ApiTrouble } from "@/keeper/xero/connections"
import type { ListedConnection } from "@/keeper/xero/wire"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"

// Enough for one list request.
const MINIMUM_SECONDS = 30

/**
 * Asks Xero which tenants the grant reaches and writes what it says: the tenant axis, which a refresh cannot see
 * (docs/xero.md §1.9). Consents of this grant that were cut off after their token set was stored are completed by it. A list
 * that something newer has overtaken on its way is dropped, and Xero asked again.
 */
export async function checkGrant(keeper: Keeper, grantId: string): Promise<CheckResult> {
  for (;;) {
    const fetched = await fetchList(keeper, grantId)
    if (fetched.kind === "none") return fetched
    if (fetched.kind !== "ok") {
      await postponeCheck(keeper, grantId)
      const trouble = fetched.kind === "token_refused" ? "unknown" : fetched.kind
      return { kind: "trouble", trouble }
    }
    const diff = await keeper.db.$transaction((tx) => writeList(tx, grantId, fetched), TRANSACTION)
    if (diff === null) continue
    await scheduleCheck(keeper, grantId)
    return { kind: "checked", diff }
  }
}

/** Null when the list was overtaken. */
async function writeList(
  tx: Tx,
  grantId: string,
  { askedAt, connections: list }: AskedList,
): Promise<ListDiff | null> {
  await lockGrant(tx, grantId)
  if (await isOvertaken(tx, grantId, askedAt)) return null
  const finished = await finishConsents(tx, { grantId, list, askedAt })
  const change = {
    grantId,
    list,
    askedAt,
    newState: "connected",
    claimed: new Set<string>(),
  } as const
  return finished ?? applyList(tx, change)
}

/** Whether it was asked for before the present chain's consent, or before the list that was written last. */
async function isOvertaken(tx: Tx, grantId: string, askedAt: Date): Promise<boolean> {
  const now = await dbNow(tx)
  const { consentedAt, lastCheckedAt } = await tx.grant.findUniqueOrThrow({
    where: { id: grantId },
    select: { consentedAt: true, lastCheckedAt: true },
  })
  // What lies ahead of a clock that was set back says nothing.
  return [consentedAt, lastCheckedAt].some((at) => at !== null && askedAt < at && at <= now)
}

/** The list of `GET /connections`; a token that Xero refuses although it should live is replaced once. */
export async function fetchList(keeper: Keeper, grantId: string): Promise<FetchedList> {
  for (const attempt of [1, 2]) {
    const token = await liveAccessToken(keeper, grantId, MINIMUM_SECONDS)
    if (token.kind === "none") return token
    const askedAt = await dbNow(keeper.db)
    const list = await keeper.xero.listConnections(token.accessToken)
    if (list.kind === "ok") return { ...list, askedAt }
    if (list.kind !== "token_refused" || attempt === 2) return list
    const result = await refreshGrant(keeper, grantId, { wait: true })
    if (result.kind !== "refreshed") return { kind: "none", why: result }
  }
  return { kind: "token_refused" }
}

async function scheduleCheck(keeper: Keeper, grantId: string): Promise<void> {
  const inMilliseconds = keeper.timings.check * (1 - Math.random() / 10)
  await keeper.db.$executeRaw`
    UPDATE "Grant" SET "checkDueAt" = clock_timestamp() + ${inMilliseconds} * interval '1 millisecond'
    WHERE "id" = ${grantId}::uuid`
}

async function postponeCheck(keeper: Keeper, grantId: string): Promise<void> {
  await keeper.db.$executeRaw`
    UPDATE "Grant" SET "checkFailingSince" = coalesce("checkFailingSince", clock_timestamp()),
      "checkDueAt" = clock_timestamp() + ${keeper.timings.checkRetry} * interval '1 millisecond'
    WHERE "id" = ${grantId}::uuid`
}

/** A list of thousands is written in one transaction. */
export const TRANSACTION = { maxWait: 5_000, timeout: 60_000 }

type AskedList = { askedAt: Date; connections: ListedConnection[] }
export type FetchedList =
  | ({ kind: "ok" } & AskedList)
  | ApiTrouble
  | { kind: "none"; why: RefreshResult }
export type CheckResult =
  | { kind: "checked"; diff: ListDiff }
  | { kind: "trouble"; trouble: "not_sent" | "unknown" | "throttled" }
  | { kind: "none"; why: RefreshResult }
