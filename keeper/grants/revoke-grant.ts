import { findClient } from "@/keeper/apps/find-client"
import { isEndedHere } from "@/keeper/grants/ended-reason"
import { type Chain, findChain } from "@/keeper/grants/read-chain"
import { refreshTokenPlace } from "@/keeper/grants/seal-token-set"
import { endGrant } from "@/keeper/grants/strike"
import type { Keeper } from "@/keeper/keeper"
import { tryOpen } from "@/keeper/vault/vault"
import type { OperationOutput } from "@/lib/contract/operations"
import type { Tx } from "@/lib/db/create-db"

/**
 * Revokes a consent at Xero (RFC 7009), which removes every connection of that Xero user to the app (docs/xero.md §1.6), and
 * ends the grant. A chain that has ended already, or was begun by a Xero app that cannot be used, cannot be revoked there;
 * it is ended here. While Xero is in trouble nothing is changed.
 */
export async function revokeGrant(
  keeper: Keeper,
  memberId: string,
  grantId: string,
): Promise<OperationOutput<"revokeGrant">> {
  const chain = await findChain(keeper.db, grantId)
  // A custom connection has no consent of ours to revoke.
  if (chain === null || chain.isCustom || isEndedHere(chain.endedReason))
    return { kind: "not_found" }
  const revocation = await revokeAtXero(keeper, chain)
  if (revocation.kind === "trouble") return { kind: "xero_trouble", trouble: revocation.trouble }
  const toldXero = chain.state === "active" && revocation.kind === "revoked"
  const end = { grantId, reason: "revoked", memberId, toldXero } as const
  await keeper.db.$transaction(async (tx) => {
    await endGrant(tx, end)
    if (toldXero) await endConnections(tx, grantId)
  })
  return { kind: "revoked", toldXero }
}

/** As Xero has it now: what it no longer lists counts for no plan, and comes back with a consent as something new. */
async function endConnections(tx: Tx, grantId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Connection" SET "endedAt" = clock_timestamp(),
      "state" = CASE "state" WHEN 'offered' THEN 'disconnected' ELSE 'disconnected_in_xero' END::"ConnectionState"
    WHERE "grantId" = ${grantId}::uuid AND "state" IN ('connected', 'offered')`
}

async function revokeAtXero(
  keeper: Keeper,
  { currentTokenSetId: tokenSetId, xeroAppId }: Chain,
): Promise<Revocation> {
  const client = await findClient(keeper, xeroAppId)
  if (tokenSetId === null || client === null) return { kind: "nothing" }
  const row = await keeper.db.tokenSet.findUniqueOrThrow({
    where: { id: tokenSetId },
    select: { refreshTokenSealed: true },
  })
  if (row.refreshTokenSealed === null) return { kind: "nothing" }
  const opened = await tryOpen(keeper.vault, row.refreshTokenSealed, refreshTokenPlace(tokenSetId))
  if (opened.kind === "shut") return { kind: "nothing" }
  const answer = await keeper.xero.revoke({ client, refreshToken: opened.value })
  if (answer.kind === "revoked") return { kind: "revoked" }
  if (answer.kind === "invalid_grant" || answer.kind === "ok") return { kind: "nothing" }
  return { kind: "trouble", trouble: answer.kind }
}

type Revocation =
  | { kind: "revoked" }
  | { kind: "nothing" }
  | { kind: "trouble"; trouble: "not_sent" | "unknown" | "throttled" | "app_fault" }
