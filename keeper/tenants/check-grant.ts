import { finishConsents } from "@/keeper/consent/finish-consent"
import { liveAccessToken } from "@/keeper/grants/live-access-token"
import type { RefreshResult } from "@/keeper/grants/refresh-grant"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import type { Keeper } from "@/keeper/keeper"
import { applyList, type ListDiff } from "@/keeper/tenants/apply-list"
import type { ApiTrouble } from "@/keeper/xero/connections"
import type { ListedConnection } from "@/keeper/xero/wire"

// Enough for one list request.
const MINIMUM_SECONDS = 30

/**
 * Asks Xero which tenants the grant reaches and writes what it says: the tenant axis, which a refresh cannot see
 * (xero-facts §1.9). Consents of this grant that were cut off after their token set was stored are completed by it.
 */
export async function checkGrant(keeper: Keeper, grantId: string): Promise<CheckResult> {
  const fetched = await fetchList(keeper, grantId)
  if (fetched.kind === "none") return fetched
  if (fetched.kind !== "ok") {
    await postponeCheck(keeper, grantId)
    return { kind: "trouble", trouble: fetched.kind === "token_refused" ? "unknown" : fetched.kind }
  }
  const diff = await keeper.db.$transaction(async (tx) => {
    const finished = await finishConsents(tx, grantId, fetched.connections)
    const claimed = new Set<string>()
    const change = { grantId, list: fetched.connections, newState: "connected", claimed } as const
    return finished ?? (await applyList(tx, change))
  }, TRANSACTION)
  await scheduleCheck(keeper, grantId)
  return { kind: "checked", diff }
}

/** The list of `GET /connections`; a token that Xero refuses although it should live is replaced once. */
export async function fetchList(keeper: Keeper, grantId: string): Promise<FetchedList> {
  for (const attempt of [1, 2]) {
    const token = await liveAccessToken(keeper, grantId, MINIMUM_SECONDS)
    if (token.kind === "none") return token
    const list = await keeper.xero.listConnections(token.accessToken)
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

export type FetchedList =
  | { kind: "ok"; connections: ListedConnection[] }
  | ApiTrouble
  | { kind: "none"; why: RefreshResult }
export type CheckResult =
  | { kind: "checked"; diff: ListDiff }
  | { kind: "trouble"; trouble: "not_sent" | "unknown" | "throttled" }
  | { kind: "none"; why: RefreshResult }
