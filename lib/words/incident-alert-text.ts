import type { AlertDetail } from "@/lib/alerts/alert-detail"
import { formatAmount, formatDate, formatDeadline } from "@/lib/format"

/** The alert for an open incident. From the third day on it also says what happens if the incident lasts. */
export function incidentAlertText(alert: IncidentAlert): Words {
  if (alert.detail.reason === "key_missing") return keyMissing(alert)
  if (alert.detail.reason === "journal_failing") return journalFails(alert)
  if (alert.detail.reason === "disk_low") return diskLow(alert)
  if (alert.detail.reason === "part_keeps_ending") return partEnds(alert)
  if (alert.detail.reason === "folder_unwritable") return folderUnwritable(alert)
  return alert.detail.reason === "app_fault" ? appRefused(alert) : xeroSilent(alert)
}

/** The end of an incident. */
export function incidentOverText({ reason }: AlertDetail): Words {
  const title = OVER[reason ?? ""] ?? "Over: Xero answers again"
  const what = OVER_OF_THE_MACHINE[reason ?? ""]
  if (what !== undefined) return { title, what, todo: "Nothing." }
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
  disk_low: "Over: the disk has enough space again",
  part_keeps_ending: "Over: every part of Tenantry is running again",
  folder_unwritable: "Over: the folder can be written to again",
}

const OVER_OF_THE_MACHINE: Record<string, string> = {
  journal_failing: "The journal has the newest sign-in of every chain again.",
  disk_low: "All disks that Tenantry writes to have enough space again.",
  part_keeps_ending: "Every part has now run for two minutes without stopping.",
  folder_unwritable: "Tenantry can write to DATA_DIR again.",
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
  return {
    title: "The journal cannot be written",
    what: `Tenantry cannot write the journal. If the database is lost now, the newest sign-ins are in neither its back-up nor the journal. If JOURNAL_REQUIRED is true, nothing is refreshed.${lastsSince(level, detail)}`,
    todo: "An owner must check the folder, database or bucket that the JOURNAL_… settings name: is it full, unreachable or read-only? The log says why. Tenantry then catches up by itself.",
  }
}

function diskLow({ detail, level }: IncidentAlert): Words {
  return {
    title: "A disk is nearly full",
    what: `A disk that Tenantry writes to is running out of space, or of room for files.${lastsSince(level, detail)} Once that of DATA_DIR is full, nothing can be changed or refreshed, and no new token can be stored; once that of JOURNAL_DIR is, the journal cannot be written.`,
    todo: "An owner must free up space, or delete files, on the disk of DATA_DIR or JOURNAL_DIR: the keeper's health says which one, and how much is left. Tenantry then carries on by itself.",
  }
}

function partEnds({ detail, level }: IncidentAlert): Words {
  return {
    title: "A part of Tenantry keeps stopping",
    what: `Tenantry has restarted one of its parts several times and now tries once a minute. Everything else keeps running.${lastsSince(level, detail)}`,
    todo: "An owner should look at the log: it says which part stops, and why. The keeper's health names it too.",
  }
}

function folderUnwritable({ detail, level }: IncidentAlert): Words {
  return {
    title: "A folder cannot be written to",
    what: `Tenantry cannot write to DATA_DIR.${lastsSince(level, detail)} If the database is there, nothing can be changed or refreshed. Otherwise everything works, but after a restart a copied database or a cut-off activity may go unnoticed.`,
    todo: "An owner must let Tenantry write there again: is its disk read-only, or does the folder belong to somebody else? The keeper's health says why. Tenantry then carries on by itself.",
  }
}

function lastsSince(level: number, { since }: AlertDetail): string {
  return level > 0 ? ` This has lasted since ${dayOf(since)}.` : ""
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
  return `If it lasts until ${formatDeadline(new Date(endsAt))}, sign-ins start to expire and must be reconnected. `
}

function dayOf(at: string | null): string {
  return at === null ? "an unknown day" : formatDate(new Date(at), "UTC")
}

type IncidentAlert = { level: number; detail: AlertDetail }
type Words = { title: string; what: string; todo: string }
