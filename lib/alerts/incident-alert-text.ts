import type { AlertDetail } from "@/lib/alerts/alert-detail"
import { formatAmount, formatDate } from "@/lib/format"

/** An open incident as its alert says it: at first that it is nobody's fault, from its third day on what it comes to. */
export function incidentAlertText(alert: IncidentAlert): Words {
  return alert.detail.reason === "app_fault" ? appRefused(alert) : xeroSilent(alert)
}

function appRefused({ detail, level }: IncidentAlert): Words {
  const todo =
    "An owner must correct XERO_CLIENT_ID or XERO_CLIENT_SECRETS and start Tenantry again."
  if (level > 0) {
    return {
      title: `Xero has refused this app for ${formatAmount(level, "day")}`,
      what: `Since ${dayOf(detail.since)} Xero refuses this app's client id or secret, so nothing can be refreshed. ${firstEnd(detail)}${QUIET}`,
      todo,
    }
  }
  return {
    title: "Xero refuses this app",
    what: `Xero refuses this app's client id or secret, so nothing can be refreshed. No organisation is lost by it, and none has to reconnect. ${QUIET}`,
    todo,
  }
}

function xeroSilent({ detail, level }: IncidentAlert): Words {
  if (level > 0) {
    return {
      title: `Xero has not answered for ${formatAmount(level, "day")}`,
      what: `Since ${dayOf(detail.since)} refreshes get no usable answer. The trouble is Xero's or on the way there. ${firstEnd(detail)}${QUIET}`,
      todo: "Check that this machine reaches Xero: its firewall, its proxy and the names it looks up. Tenantry asks again by itself and says when it is over.",
    }
  }
  return {
    title: "Xero is not answering",
    what: `Many refreshes fail within a few minutes, so the trouble is Xero's or on the way there, not that of single organisations. ${QUIET}`,
    todo: "There is nothing to do. Tenantry asks again by itself and says when it is over.",
  }
}

const QUIET = "While it lasts, no alerts about single organisations are sent."

function firstEnd({ endsAt }: AlertDetail): string {
  if (endsAt === null) return ""
  return `Unless it is over before, sign-ins end from ${dayOf(endsAt)} on, and each that ended must be renewed at Xero. `
}

function dayOf(at: string | null): string {
  return at === null ? "an unknown day" : formatDate(new Date(at), "UTC")
}

type IncidentAlert = { level: number; detail: AlertDetail }
type Words = { title: string; what: string; todo: string }
