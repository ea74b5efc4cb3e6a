import { findClient } from "@/keeper/apps/find-client"
import type { Keeper } from "@/keeper/keeper"
import { leaveList } from "@/keeper/tenants/leave-list"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import { findCountedMark } from "@/lib/names/find-marks"
import { labelOf } from "@/lib/names/label"

/**
 * Ends connections that Xero counts and no chain here can end, with the app's own token, one after the other; each end is
 * written as soon as Xero has done it, and after trouble the rest stays as it is. One that a working sign-in holds is left
 * out: its organisation's page disconnects it.
 */
export async function endCounted(
  keeper: Keeper,
  memberId: string,
  { connectionIds }: OperationInput<"endCounted">,
): Promise<OperationOutput<"endCounted">> {
  const wanted = await keeper.db.appConnection.findMany({
    where: { connectionId: { in: connectionIds } },
    orderBy: { connectionId: "asc" },
    select: { connectionId: true, xeroAppId: true, tenantId: true, name: true },
  })
  if (wanted.length === 0) return { kind: "not_found" }
  const tokens = new Map<string, AppToken>()
  let ended = 0
  for (const { xeroAppId, ...connection } of wanted) {
    const { connectionId } = connection
    if (await isHeld(keeper, connectionId)) continue
    const token = tokens.get(xeroAppId) ?? (await tokenOf(keeper, xeroAppId))
    tokens.set(xeroAppId, token)
    const done = await endWithToken(keeper, { token, connectionId })
    if (done.kind !== "ended") return stopAfter(ended, done)
    await keeper.db.$transaction((tx) => writeEnd(tx, { ...connection, memberId }))
    ended += 1
  }
  return { kind: "ended", connections: ended }
}

function stopAfter(ended: number, why: NotEnded): OperationOutput<"endCounted"> {
  if (ended > 0) {
    const trouble = why.kind === "trouble" ? why.trouble : "app_fault"
    return { kind: "partly_done", trouble }
  }
  return why.kind === "trouble" ? { kind: "xero_trouble", trouble: why.trouble } : why
}

/** Ends one connection at Xero as the app itself. */
export async function endWithApp(
  keeper: Keeper,
  { xeroAppId, connectionId }: { xeroAppId: string; connectionId: string },
): Promise<EndWithApp> {
  const token = await tokenOf(keeper, xeroAppId)
  return endWithToken(keeper, { token, connectionId })
}

async function tokenOf(keeper: Keeper, xeroAppId: string): Promise<AppToken> {
  const client = await findClient(keeper, xeroAppId)
  if (client === null || client.kind !== "web") return { kind: "not_allowed" }
  const token = await keeper.xero.appToken(client)
  return token.kind === "refused" ? { kind: "not_allowed" } : token
}

async function endWithToken(
  { xero }: Keeper,
  { token, connectionId }: { token: AppToken; connectionId: string },
): Promise<EndWithApp> {
  if (token.kind !== "token") return token
  const { accessToken } = token
  const deleted = await xero.deleteConnection({ accessToken, connectionId })
  if (deleted.kind === "deleted") return { kind: "ended" }
  if (deleted.kind === "token_refused") return { kind: "not_allowed" }
  return { kind: "trouble", trouble: deleted.kind }
}

/** Whether a sign-in that works reaches it, here or in the installation that it was handed over to. */
async function isHeld({ db }: Keeper, connectionId: string): Promise<boolean> {
  const held = await db.connection.count({
    where: {
      connectionId,
      state: { in: ["connected", "offered"] },
      grant: { OR: [{ state: "active" }, { endedReason: { in: ["handed_over", "moved"] } }] },
    },
  })
  return held > 0
}

async function writeEnd(tx: Tx, { connectionId, tenantId, name, memberId }: Ending): Promise<void> {
  const now = await dbNow(tx)
  await tx.appConnection.deleteMany({ where: { connectionId } })
  const ours = await tx.connection.updateMany({
    where: { connectionId, state: { not: "disconnected" } },
    data: { state: "disconnected", endedAt: now },
  })
  const left = await tx.connection.count({ where: { tenantId, state: { not: "disconnected" } } })
  if (ours.count > 0 && left === 0) await leaveList(tx, { tenantId, memberId, at: now })
  const known = await tx.tenant.count({ where: { tenantId } })
  const label = labelOf({ name, mark: await findCountedMark(tx, { tenantId, name }) })
  await recordEvent(tx, {
    kind: "connection.ended",
    memberId,
    ...(known > 0 ? { tenantId } : {}),
    detail: { name: label },
  })
}

type Ending = { connectionId: string; tenantId: string; name: string; memberId: string }
type Trouble = "not_sent" | "unknown" | "throttled" | "app_fault"
type NotEnded = { kind: "not_allowed" } | { kind: "trouble"; trouble: Trouble }
type EndWithApp = { kind: "ended" } | NotEnded
/** The app's own, for all of its connections. */
type AppToken = { kind: "token"; accessToken: string } | NotEnded
