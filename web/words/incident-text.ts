import { isolate } from "@/lib/format"
import { journalTroubleText } from "@/lib/words/journal-trouble-text"
import type { OpenIncident } from "@/web/incidents/list-open-incidents"

/** An open incident in words: what is known and who must act. From its third day on an owner must act. */
export function incidentText(incident: OpenIncident, now = new Date()): IncidentText {
  if (incident.kind === "app_fault") return appFault(incident)
  if (incident.kind === "key_missing") return keyMissing(incident)
  if (incident.kind === "journal_failing") return journalFails(incident)
  if (incident.kind === "disk_low") return diskLow(incident)
  if (incident.kind === "part_keeps_ending") return partEnds(incident)
  if (incident.kind === "folder_unwritable") return folderUnwritable(incident)
  const { title, met, more } = TROUBLES[incident.mostly ?? "unknown"]
  const { failing, asked } = incident
  const known =
    failing === null || asked === null
      ? ""
      : `When Tenantry noticed this, ${failing} of ${asked} due sign-ins ${met}. `
  if (now.getTime() - Date.parse(incident.since) > PATIENCE_IN_MS) {
    return { title, story: `${known}${NO_PATIENCE}`, turn: "owner" }
  }
  return { title, story: `${known}${PATIENCE}${more}`, turn: "nobody" }
}

function appFault({ app }: OpenIncident): IncidentText {
  const isFixed = app === null || app.current
  const which = isFixed
    ? "this app’s client id or secret"
    : `the client id or secret of ${isolate(app.name)}`
  const todo = isFixed
    ? "An owner must correct XERO_CLIENT_ID or XERO_CLIENT_SECRETS and restart Tenantry."
    : "An owner must correct it under Settings → Xero apps; nothing needs a restart."
  return {
    title: `Xero refuses ${which}`,
    story: `Nothing can be refreshed through this app. Services get access tokens until the current ones expire. ${todo} No organisation needs reconnecting unless this lasts for weeks. Tenantry asks Xero once a minute and continues as soon as Xero accepts the app.`,
    turn: "owner",
  }
}

function keyMissing({ keyId }: OpenIncident): IncidentText {
  const lacks = keyId === null ? "a key" : `the key ${isolate(keyId)}`
  return {
    title: "A sealing key is missing",
    story: `VAULT_KEYS lacks ${lacks}, which sealed stored sign-ins. They cannot be opened, and Tenantry sends nothing to Xero for them. An owner must put the key back and restart Tenantry. This notice goes once every stored sign-in can be opened. If the key is lost, reconnect the organisations that are paused.`,
    turn: "owner",
  }
}

function journalFails({ code }: OpenIncident): IncidentText {
  return {
    title: "The journal cannot be written",
    story: `Tenantry cannot write the journal${code === null ? "" : `: ${isolate(journalTroubleText(code))}`}. If the database is lost now, the newest sign-ins are in neither its back-up nor the journal. An owner must check the folder, database or bucket that the JOURNAL_… settings name. Tenantry then catches up by itself. If JOURNAL_REQUIRED is true, nothing is refreshed until then.`,
    turn: "owner",
  }
}

function diskLow({ folder }: OpenIncident): IncidentText {
  const once =
    folder === "JOURNAL_DIR"
      ? "the journal cannot be written, and if JOURNAL_REQUIRED is true, nothing is refreshed"
      : "nothing can be changed or refreshed; services get access tokens until the current ones expire"
  return {
    title: "A disk is nearly full",
    story: `The disk of ${folder ?? "a folder that Tenantry writes to"} is running out of space, or of room for files. Once it is full, ${once}. An owner must free up space, or delete files. Tenantry then carries on by itself.`,
    turn: "owner",
  }
}

function partEnds({ part }: OpenIncident): IncidentText {
  return {
    title: `${PARTS[part ?? ""] ?? "A part of Tenantry"} keeps stopping`,
    story:
      "Tenantry has restarted it several times and now tries once a minute. Everything else keeps running. An owner should look at the log, which says why it stops. This notice disappears once it has run for two minutes.",
    turn: "owner",
  }
}

function folderUnwritable({ folder, code }: OpenIncident): IncidentText {
  return {
    title: "A folder cannot be written to",
    story: `Tenantry cannot write to ${folder ?? "one of its folders"}${code === null ? "" : `: ${isolate(journalTroubleText(code))}`}. If the database is there, nothing can be changed or refreshed. Otherwise everything works, but after a restart a copied database or a cut-off activity may go unnoticed. An owner must let Tenantry write there again; it then carries on by itself.`,
    turn: "owner",
  }
}

const PARTS: Record<string, string> = {
  web: "The web process",
  keeper: "The keeper",
  sandbox: "The sandbox",
  database: "The embedded database",
}

const PATIENCE =
  "You do not need to do anything: Tenantry keeps trying, nothing is lost, and services get access tokens until the current ones expire."

const PATIENCE_IN_MS = 3 * 24 * 60 * 60 * 1_000
const NO_PATIENCE =
  "Tenantry keeps trying, but a sign-in expires 60 days after its last refresh. Check that this server can reach Xero: its firewall, proxy and DNS."

const TROUBLES = {
  unknown: {
    title: "Xero does not answer properly",
    met: "got no usable answer",
    more: "",
  },
  throttled: {
    title: "Xero is limiting requests",
    met: "were refused because of too many requests",
    more: " Tenantry asks less often until then.",
  },
  not_sent: {
    title: "Xero cannot be reached from here",
    met: "could not be refreshed",
    more: " If this lasts, check this server’s internet connection.",
  },
}

export type IncidentText = { title: string; story: string; turn: "owner" | "nobody" }
