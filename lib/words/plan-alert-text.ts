import type { AlertDetail } from "@/lib/alerts/alert-detail"
import { formatAmount, formatCount } from "@/lib/format"

/** The alert for a plan of Xero's that is nearly full, or full. */
export function planFillingText({ plan }: AlertDetail): Words {
  const { name, holds, counted, next } = plan ?? NO_PLAN
  const share = Math.floor((counted / holds) * 100)
  const isFull = counted >= holds
  const more = next === null ? "" : ` The next plan is ${next.name}, ${next.price}.`
  return {
    title: isFull ? `Xero's plan ${name} is full` : `Xero's plan ${name} is ${share} % full`,
    what: `Xero counts ${formatAmount(counted, "connection")} of the ${formatCount(holds)} that the plan holds.${isFull ? " Nobody can connect another organisation." : ""}${more}`,
    todo: "Open Organisations → What Xero counts: the connections you are most likely to want to end come first. Disconnect what nobody needs, or move to a larger plan at Xero.",
  }
}

/** The plan has room again. */
export function planHasRoomText(): Words {
  return {
    title: "Xero's plan has room again",
    what: "Xero counts fewer than 80 % of the connections that the plan holds.",
    todo: "Nothing.",
  }
}

const NO_PLAN = { name: "", holds: 1, counted: 1, next: null }

type Words = { title: string; what: string; todo: string }
