import { formatAmount, formatCount } from "@/lib/format"
import type { PlanMeter } from "@/web/counted/get-plan-meter"

/** How full the plan is, in sentences. */
export function planText(meter: PlanMeter): string {
  const { counted, demo, holds, plan, next, daysUntilFull, warning } = meter
  const demos =
    demo === 0 ? "" : `, and ${formatAmount(demo, "demo organisation")} that it does not`
  const counts = `Xero counts ${formatAmount(counted, "connection")}${demos}.`
  if (plan === null) return `${counts} An owner can say which plan the app has.`
  if (holds === null) return `${counts} The plan has no limit.`
  const share = `That is ${Math.floor((counted / holds) * 100)} % of the ${formatCount(holds)} that the plan holds.`
  const full =
    daysUntilFull === null
      ? ""
      : ` At the pace of the last month it is full in ${formatAmount(daysUntilFull, "day")}.`
  const more = next === null ? "" : ` The next plan is ${next.name}, ${next.price}.`
  const alarm = warning === "full" ? " The plan is full: Xero lets nobody connect." : ""
  return `${counts} ${share}${alarm}${full}${more}`
}
