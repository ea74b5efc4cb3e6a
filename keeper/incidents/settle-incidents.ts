import { closeIncident, isIncidentOpen } from "@/keeper/incidents/incident"
import { settleXeroTrouble } from "@/keeper/incidents/xero-trouble"
import type { Keeper } from "@/keeper/keeper"

/** Closes the incidents whose cause is gone. The first keeper to look does it, with one event. */
export async function settleIncidents(keeper: Keeper): Promise<void> {
  await settleXeroTrouble(keeper)
  await settleAppFault(keeper)
  await settleKeyMissing(keeper)
}

/**
 * An app's fault normally ends with the token answer that disproves it. This closes what an app that cannot be used any
 * more left open.
 */
async function settleAppFault(keeper: Keeper): Promise<void> {
  const open = await keeper.db.incident.findMany({
    where: { kind: "app_fault", closedAt: null },
    select: { xeroAppId: true },
  })
  for (const { xeroAppId } of open) {
    await keeper.db.$transaction(async (tx) => {
      const refused = await tx.xeroApp.count({
        where: { id: { in: xeroAppId === null ? [] : [xeroAppId] }, ...REFUSED },
      })
      if (refused === 0) await closeIncident(tx, "app_fault", xeroAppId)
    })
  }
}

/** A missing key is back once each chain that it sealed has opened, or was consented to anew. */
async function settleKeyMissing(keeper: Keeper): Promise<void> {
  if (!(await isIncidentOpen(keeper.db, "key_missing"))) return
  await keeper.db.$transaction(async (tx) => {
    const shut = await tx.grant.findFirst({
      where: { state: "active", lastOutcome: "key_missing", xeroApp: { usable: true } },
      select: { id: true },
    })
    if (shut === null) await closeIncident(tx, "key_missing")
  })
}

const REFUSED = { usable: true, faultSince: { not: null } }
