import { stopCampaigns } from "@/keeper/campaigns/start-campaign"
import { type Doubts, markAllDoubtful } from "@/keeper/guard/mark-doubtful"
import { interruptImports } from "@/keeper/imports/interrupt-imports"
import { stopAllJobs } from "@/keeper/jobs/settle-jobs"
import { leaveUnclear } from "@/keeper/mail/outbox"
import type { Tx } from "@/lib/db/create-db"

/**
 * What becomes of a copy or a back-up once it is the installation's database, in the transaction that makes it so. Every chain
 * is in doubt until Xero answers for it: there may be a newer token set. No import, job or campaign goes on, and no mail that
 * may have gone out already: what was asked for before may be done.
 */
export async function settleCopy(tx: Tx, sign: string): Promise<Doubts> {
  const doubts = await markAllDoubtful(tx, sign)
  await interruptImports(tx)
  await stopAllJobs(tx)
  await stopCampaigns(tx)
  await leaveUnclear(tx)
  return doubts
}
