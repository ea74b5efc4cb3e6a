import { formatAmount, formatCount } from "@/lib/format"
import type { PlanMeter } from "@/web/counted/get-plan-meter"

const YEAR_IN_DAYS = 365

/** How full the plan is, in sentences. Until Xero has told its own list, they say what is known here. */
export function planText(meter: PlanMeter): string {
  const { holds, plan, next, daysUntilFull, warning, counted } = meter
  const counts = countText(meter)
  if (plan === null) return `${counts} An owner can say which plan the app has.`
  if (holds === null) return `${counts} The plan has no limit.`
  const share = `That is ${Math.floor((counted / holds) * 100)} % of the ${formatCount(holds)} that the plan holds.`
  const more = next === null ? "" : ` The next plan is ${next.name}, ${next.price}.`
  return `${counts} ${share}${fillText(warning, daysUntilFull)}${more}`
}

function fillText(warning: PlanMeter["warning"], days: number | null): string {
  if (warning === "full") return " The plan is full: Xero lets nobody connect."
  if (days === null) return ""
  if (days > YEAR_IN_DAYS) return " At the pace of the last month it lasts for more than a year."
  return ` At the pace of the last month it is full in ${formatAmount(days, "day")}.`
}

function countText({ counted, demo, readAt }: PlanMeter): string {
  const connections = formatAmount(counted, "connection")
  const demos = formatAmount(demo, "demo organisation")
  if (readAt === null) {
    return `Tenantry knows of ${connections}${demo === 0 ? "" : `, and of ${demos} that Xero does not count`}.`
  }
  return `Xero counts ${connections}.${demo === 0 ? "" : ` It does not count ${demos}.`}`
}
