import { closeIncident, isIncidentOpen } from "@/keeper/incidents/incident"
import { settleXeroTrouble } from "@/keeper/incidents/xero-trouble"
import type { Keeper } from "@/keeper/keeper"

/** Ends the incidents whose reason is gone; whichever keeper looks first does it, with one event. */
export async function settleIncidents(keeper: Keeper): Promise<void> {
  await settleXeroTrouble(keeper)
  await settleAppFault(keeper)
}

/** An app's fault ends with the token answer that disproves it; here ends what another configured app left behind. */
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
