import { detailOf, type Problem, problemOf } from "@/keeper/alerts/watch/problem"
import { stableId } from "@/keeper/stable-id"
import { countByApp } from "@/lib/counted/count-by-app"
import { warningOf } from "@/lib/counted/plan-warning"
import type { Tx } from "@/lib/db/create-db"
import { XERO_PLANS } from "@/lib/words/xero-plans"

/** At how many per cent an alert opens, and rises. */
const LEVELS = { nearly_full: 80, full: 100 }

/** The plan that an owner named, once Xero counts nearly as many connections as it holds, or as many. */
export async function listFilling(tx: Tx): Promise<Problem[]> {
  const settings = await tx.planSettings.findFirst({ select: { plan: true } })
  const at = XERO_PLANS.findIndex((one) => one.plan === settings?.plan)
  const plan = XERO_PLANS[at]
  if (plan === undefined) return []
  const { name, holds } = plan
  const counted = (await countByApp(tx)).reduce((sum, one) => sum + one.counted, 0)
  const warning = warningOf({ counted, holds })
  if (warning === null || holds === null) return []
  const next = XERO_PLANS[at + 1]
  const above = next ? { name: next.name, price: next.price } : null
  const detail = detailOf([], { plan: { name, holds, counted, next: above } })
  const subject = stableId("the plan of Xero's")
  return [problemOf({ kind: "plan_filling", subject, level: LEVELS[warning] }, detail)]
}
