/** What needs a person first; the order of the list and of its tiles. */
export const TENANT_STATUSES = [
  "reconnect_needed",
  "disconnected_in_xero",
  "expiring_soon",
  "paused",
  "xero_not_answering",
  "healthy",
  "removed",
] as const

const WORDS: Record<TenantStatus, string> = {
  reconnect_needed: "Reconnect needed",
  disconnected_in_xero: "Disconnected in Xero",
  expiring_soon: "Expiring soon",
  paused: "Paused",
  xero_not_answering: "Xero not answering",
  healthy: "Healthy",
  removed: "Disconnected",
}

// Keyed as the view "TenantOverview" names them: status, then reason.
const STANDINGS: Record<string, Omit<Standing, "word">> = {
  "reconnect_needed:refused": {
    line: "Xero no longer accepts the sign-in",
    story:
      "Xero no longer accepts this sign-in: its refresh chain ended. Reconnect, and everything on the same consent works again. Nothing is lost.",
    remedy: "reconnect",
  },
  "reconnect_needed:expired": {
    line: "The sign-in ran out",
    story:
      "The sign-in was not refreshed for 60 days, so Xero let it end. Reconnect, and everything on the same consent works again. Nothing is lost.",
    remedy: "reconnect",
  },
  "reconnect_needed:revoked": {
    line: "The consent was revoked",
    story:
      "The consent was revoked, and with it every organisation that it covered. Reconnect to consent anew.",
    remedy: "reconnect",
  },
  "disconnected_in_xero:not_listed": {
    line: "Someone disconnected it inside Xero",
    story:
      "Someone disconnected this organisation inside Xero, or the Xero user lost access to it. The consent itself still works, also for its other organisations. Reconnect to add this one again.",
    remedy: "reconnect",
  },
  "expiring_soon:unused": {
    line: "Not refreshed for a long time",
    story:
      "The sign-in ends soon, because it has not been refreshed for a long time. Refresh now; that gives it another 60 days.",
    remedy: "refresh",
  },
  "paused:app_fault": {
    line: "Xero refuses this app's client secret",
    story:
      "Xero refuses this app's client id or secret, so nothing can be refreshed. An owner must correct XERO_CLIENT_ID or XERO_CLIENT_SECRETS and start again. No organisation has to reconnect.",
    remedy: null,
  },
  "paused:other_app": {
    line: "Belongs to a Xero app not configured now",
    story:
      "This consent belongs to a Xero app that is not configured here any more, so it is left alone. Reconnect through the present app, or have an owner configure the earlier one again.",
    remedy: "reconnect",
  },
  "paused:copied_database": {
    line: "The clone guard holds it: this database is a copy",
    story:
      "This database is a copy that belongs to another installation. Nothing is sent to Xero from here, so that the original keeps its sign-ins, until an owner takes over.",
    remedy: null,
  },
  "xero_not_answering:question": {
    line: "Being asked again, nothing to do",
    story:
      "Xero refused the last refresh. It is asked again before anything is concluded from that, within a few minutes. There is nothing to do.",
    remedy: null,
  },
  "xero_not_answering:refresh": {
    line: "Tried again by itself, nothing to do",
    story:
      "Xero does not answer refreshes as it should. They are tried again by themselves until it does. There is nothing to do.",
    remedy: null,
  },
  "xero_not_answering:incident": {
    line: "Xero is in trouble, nothing to do",
    story:
      "Xero fails for many at once, not for this organisation alone. Refreshes go on by themselves as soon as it recovers. There is nothing to do.",
    remedy: null,
  },
  "xero_not_answering:check": {
    line: "Checked again by itself, nothing to do",
    story:
      "The sign-in works, but Xero does not tell which organisations are connected. It is asked again by itself. There is nothing to do.",
    remedy: null,
  },
  "healthy:ok": {
    line: "Sign-in works, Xero lists it",
    story: "The sign-in works, and Xero lists this organisation as connected.",
    remedy: null,
  },
  "removed:by_member": {
    line: "Disconnected here by a member",
    story:
      "A member disconnected this organisation here. Its history stays; reconnect to bring it back.",
    remedy: "reconnect",
  },
  "removed:not_kept": {
    line: "Came with another sign-in, not kept",
    story:
      "This organisation came with a sign-in that was meant for another one, and is not connected any more. Its history stays; reconnect to connect it.",
    remedy: "reconnect",
  },
  "removed:offered": {
    line: "Waits for Keep or Undo",
    story:
      "A sign-in that was meant for another organisation connected this one at Xero again. Nothing uses it until somebody presses Keep or Undo in the list of organisations.",
    remedy: null,
  },
}

/** The word that people see for a status. */
export function statusWord(status: TenantStatus): string {
  return WORDS[status]
}

/**
 * Status and reason, as the view "TenantOverview" gives them, in words: what happened, and what to do. A reason of a
 * later version (its migration runs before its pages do) is shown as it is.
 */
export function describeStanding(status: TenantStatus, reason: string): Standing {
  const known = STANDINGS[`${status}:${reason}`]
  const word = WORDS[status]
  if (known !== undefined) return { word, ...known }
  const line = reason.replaceAll("_", " ")
  return { word, line, story: `${word}: ${line}.`, remedy: null }
}

/** Whether a number of organisations in this status waits for somebody. */
export function needsPerson(status: TenantStatus): boolean {
  return status === "reconnect_needed" || status === "disconnected_in_xero"
}

/** Xero's type of a tenant, as people say it; an unknown one as Xero writes it. */
export function tenantTypeWord(type: string): string {
  const known: Record<string, string> = {
    ORGANISATION: "Organisation",
    PRACTICE: "Practice",
    PRACTICEMANAGER: "Practice Manager",
  }
  return known[type] ?? type
}

export type TenantStatus = (typeof TENANT_STATUSES)[number]
export type Standing = {
  word: string
  /** A few words, for a table. */
  line: string
  /** Whole sentences: what happened, and what to do. */
  story: string
  /** The button on the organisation's page that mends it, where one does. */
  remedy: "reconnect" | "refresh" | null
}
