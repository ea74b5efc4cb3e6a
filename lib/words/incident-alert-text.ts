import type { AlertDetail } from "@/lib/alerts/alert-detail"
import { formatAmount, formatDate } from "@/lib/format"

/** The alert for an open incident. From the third day on it also says what happens if the incident lasts. */
export function incidentAlertText(alert: IncidentAlert): Words {
  if (alert.detail.reason === "key_missing") return keyMissing(alert)
  if (alert.detail.reason === "journal_failing") return journalFails(alert)
  return alert.detail.reason === "app_fault" ? appRefused(alert) : xeroSilent(alert)
}

/** The end of an incident. */
export function incidentOverText({ reason }: AlertDetail): Words {
  const title = OVER[reason ?? ""] ?? "Over: Xero answers again"
  if (reason === "journal_failing") {
    return {
      title,
      what: "The journal has the newest sign-in of every chain again.",
      todo: "Nothing.",
    }
  }
  return {
    title,
    what: "Refreshing works again. Overdue organisations are refreshed now.",
    todo: "Nothing. Alerts about individual organisations resume.",
  }
}

const OVER: Record<string, string> = {
  app_fault: "Over: Xero accepts this app again",
  key_missing: "Over: every stored sign-in can be opened again",
  journal_failing: "Over: the journal is written again",
}

function keyMissing({ detail, level }: IncidentAlert): Words {
  const lasts = level > 0 ? `This has lasted since ${dayOf(detail.since)}. ${firstEnd(detail)}` : ""
  return {
    title: "A sealing key is missing",
    what: `VAULT_KEYS lacks a key that sealed stored sign-ins. They cannot be opened, and nothing is sent to Xero for them. ${lasts}${QUIET}`,
    todo: "An owner must put the key back into VAULT_KEYS and restart Tenantry. The log says which sign-ins it sealed. If the key is lost, reconnect their organisations.",
  }
}

function journalFails({ detail, level }: IncidentAlert): Words {
  const lasts = level > 0 ? ` This has lasted since ${dayOf(detail.since)}.` : ""
  return {
    title: "The journal cannot be written",
    what: `Tenantry cannot write to JOURNAL_DIR. If the database is lost now, its back-up and the journal lack the newest sign-ins. If JOURNAL_REQUIRED is true, nothing is refreshed.${lasts}`,
    todo: "An owner must see to the disk of JOURNAL_DIR: is it full, away or read-only? The log says why. Tenantry then catches up by itself.",
  }
}

function appRefused({ detail, level }: IncidentAlert): Words {
  const todo =
    "An owner must correct them under Settings → Xero apps or, for the environment's app, in XERO_CLIENT_ID and XERO_CLIENT_SECRETS."
  if (level > 0) {
    return {
      title: `Xero has refused this app for ${formatAmount(level, "day")}`,
      what: `Xero has refused this app's client id or secret since ${dayOf(detail.since)}, so nothing can be refreshed. ${firstEnd(detail)}${QUIET}`,
      todo,
    }
  }
  return {
    title: "Xero refuses this app",
    what: `Xero refuses this app's client id or secret, so nothing can be refreshed. No organisation is lost, and none needs reconnecting. ${QUIET}`,
    todo,
  }
}

function xeroSilent({ detail, level }: IncidentAlert): Words {
  if (level > 0) {
    return {
      title: `Xero has not answered for ${formatAmount(level, "day")}`,
      what: `Refreshes have got no usable answer since ${dayOf(detail.since)}. The problem is at Xero or on the network path to it. ${firstEnd(detail)}${QUIET}`,
      todo: "Check that this server can reach Xero: its firewall, proxy and DNS. Tenantry keeps asking and sends another alert when this ends.",
    }
  }
  return {
    title: "Xero is not answering",
    what: `Many refreshes failed within a few minutes, so the problem is at Xero or on the network path to it, not with individual organisations. ${QUIET}`,
    todo: "Nothing. Tenantry keeps asking and sends another alert when this ends.",
  }
}

const QUIET = "Until it ends, Tenantry sends no alerts about individual organisations."

function firstEnd({ endsAt }: AlertDetail): string {
  if (endsAt === null) return ""
  return `If it lasts until ${dayOf(endsAt)}, sign-ins start to expire and must be reconnected. `
}

function dayOf(at: string | null): string {
  return at === null ? "an unknown day" : formatDate(new Date(at), "UTC")
}

type IncidentAlert = { level: number; detail: AlertDetail }
type Words = { title: string; what: string; todo: string }
