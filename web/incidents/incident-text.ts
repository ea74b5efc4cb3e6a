import type { OpenIncident } from "@/web/incidents/list-open-incidents"

/** An open incident in words: what is known, and whose turn it is. From its third day on somebody must see to it. */
export function incidentText(incident: OpenIncident, now = new Date()): IncidentText {
  if (incident.kind === "app_fault") return APP_FAULT
  const { title, met, more } = TROUBLES[incident.mostly ?? "unknown"]
  const { failing, asked } = incident
  const known =
    failing === null || asked === null
      ? ""
      : `When this was noticed, ${failing} of ${asked} sign-ins that were due ${met}. `
  if (now.getTime() - Date.parse(incident.since) > PATIENCE_IN_MS) {
    return { title, story: `${known}${NO_PATIENCE}`, turn: "owner" }
  }
  return { title, story: `${known}${PATIENCE}${more}`, turn: "nobody" }
}

const APP_FAULT: IncidentText = {
  title: "Xero refuses this app’s client id or secret",
  story:
    "Nothing can be refreshed; access tokens that still live are served until they end. An owner must correct XERO_CLIENT_ID or XERO_CLIENT_SECRETS and start Tenantry again. No organisation is at fault, and none has to reconnect unless this lasts for weeks: Xero is asked once a minute, and everything goes on by itself.",
  turn: "owner",
}

const PATIENCE =
  "There is nothing to do: refreshes are tried again by themselves, nothing is lost meanwhile, and access tokens that still live are served."

const PATIENCE_IN_MS = 3 * 24 * 60 * 60 * 1_000
const NO_PATIENCE =
  "Refreshes are tried again by themselves, but a sign-in ends 60 days after its last refresh. Check that this machine reaches Xero: its firewall, its proxy and the names it looks up."

const TROUBLES = {
  unknown: {
    title: "Xero does not answer as it should",
    met: "got no usable answer",
    more: "",
  },
  throttled: {
    title: "Xero is limiting requests",
    met: "were turned away",
    more: " Tenantry asks it rarely until then.",
  },
  not_sent: {
    title: "Xero cannot be reached from here",
    met: "could not be asked about",
    more: " If it lasts, check this machine’s way to the internet.",
  },
}

export type IncidentText = { title: string; story: string; turn: "owner" | "nobody" }
