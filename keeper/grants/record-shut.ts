import { lockGrant } from "@/keeper/grants/lock-grant"
import type { Chain } from "@/keeper/grants/read-chain"
import { freeLease, type Lease } from "@/keeper/grants/take-lease"
import { openIncident } from "@/keeper/incidents/incident"
import type { Keeper } from "@/keeper/keeper"
import type { Opened } from "@/keeper/vault/vault"
import { recordEvent } from "@/lib/audit/record-event"

/**
 * A stored refresh token cannot be opened. Nothing was sent, and nothing is ended or overwritten: the row or the
 * missing key may come back from a backup. Reported once for each chain, with the reason, until a success or a new
 * consent. A missing key is one incident for all its chains.
 */
export async function recordShut(
  keeper: Keeper,
  { chain, held, shut }: Shut,
): Promise<{ kind: "shut" }> {
  const { code } = shut.error
  const outcome = code === "unknown_key" ? "key_missing" : "damaged"
  keeper.log.error({ event: "stored_sign_in_shut", grantId: chain.id, outcome, code })
  await keeper.db.$transaction(async (tx) => {
    const { lastOutcome } = await lockGrant(tx, chain.id)
    if (lastOutcome === outcome) return
    await tx.$executeRaw`
      UPDATE "Grant" SET "lastOutcome" = ${outcome}, "lastOutcomeAt" = clock_timestamp(),
        "failingSince" = coalesce("failingSince", clock_timestamp())
      WHERE "id" = ${chain.id}::uuid`
    const detail = { reason: outcome, code }
    await recordEvent(tx, { kind: "grant.shut", grantId: chain.id, detail })
    if (outcome === "key_missing")
      await openIncident(tx, { kind: "key_missing", detail: { keyId: shut.keyId } })
  })
  if (held !== null) await freeLease(keeper, held)
  return { kind: "shut" }
}

type Shut = { chain: Chain; held: Lease | null; shut: Extract<Opened, { kind: "shut" }> }
