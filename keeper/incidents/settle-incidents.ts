import { closeIncident, isIncidentOpen } from "@/keeper/incidents/incident"
import { settleXeroTrouble } from "@/keeper/incidents/xero-trouble"
import type { Keeper } from "@/keeper/keeper"

/** Closes the incidents whose cause is gone. The first keeper to look does it, with one event. */
export async function settleIncidents(keeper: Keeper): Promise<void> {
  await settleXeroTrouble(keeper)
  await settleAppFault(keeper)
}

/**
 * An app's fault normally ends with the token answer that disproves it. This closes what an app that is no longer
 * configured left open.
 */
async function settleAppFault(keeper: Keeper): Promise<void> {
  if (!(await isIncidentOpen(keeper.db, "app_fault"))) return
  await keeper.db.$transaction(async (tx) => {
    const refused = await tx.xeroApp.findFirst({
      where: { current: true, faultSince: { not: null } },
      select: { id: true },
    })
    if (refused === null) await closeIncident(tx, "app_fault")
  })
}
