import { sendUnclearAgain, startCampaign, stopReminders } from "@/keeper/campaigns/start-campaign"
import type { Verbs } from "@/keeper/keeper"
import type { CampaignOperationName } from "@/lib/contract/campaign-operations"

export const CAMPAIGN_VERBS: Verbs<CampaignOperationName> = {
  startCampaign,
  stopReminders,
  sendUnclearAgain,
}
