import type { TenantStatus } from "@/lib/tenants/status"
import { HAND_OVER_STANDINGS } from "@/lib/words/hand-over-status"

const WORDS: Record<TenantStatus, string> = {
  reconnect_needed: "Reconnect needed",
  disconnected_in_xero: "Disconnected in Xero",
  expiring_soon: "Expiring soon",
  paused: "Paused",
  xero_not_answering: "Xero not answering",
  healthy: "Healthy",
  removed: "Disconnected",
}

// Keyed by status and reason, as in the view "TenantOverview".
const STANDINGS: Record<string, ToldStanding> = {
  ...HAND_OVER_STANDINGS,
  "reconnect_needed:refused": {
    line: "Xero no longer accepts the sign-in",
    story:
      "Xero no longer accepts this sign-in, so it has ended. Reconnect, and every organisation on the same consent works again.",
    remedy: "reconnect",
  },
  "reconnect_needed:expired": {
    line: "The sign-in has expired",
    story:
      "The sign-in was not refreshed for 60 days, so it has expired. Reconnect, and every organisation on the same consent works again.",
    remedy: "reconnect",
  },
  "reconnect_needed:revoked": {
    line: "The consent was revoked",
    story: "This disconnected every organisation that it covered. Reconnect to consent again.",
    remedy: "reconnect",
  },
  "reconnect_needed:outdated": {
    line: "Xero does not accept the stored sign-in",
    story:
      "Xero does not accept the sign-in that is stored here. If the data was restored from a backup or copied, a newer sign-in existed and was lost with it. Reconnect, and every organisation on the same consent works again.",
    remedy: "reconnect",
  },
  "reconnect_needed:lost_with_data": {
    line: "A newer sign-in was lost with the data",
    story:
      "This database was restored or copied, and Xero does not accept the sign-in that is stored in it: a newer one existed and was lost with the data. Reconnect, and every organisation on the same consent works again.",
    remedy: "reconnect",
  },
  "reconnect_needed:damaged": {
    line: "The stored sign-in cannot be opened",
    story:
      "What is stored of this sign-in was changed or cut, so it cannot be opened, and Tenantry sends nothing to Xero for it. Reconnect, and every organisation on the same consent works again.",
    remedy: "reconnect",
  },
  "disconnected_in_xero:not_listed": {
    line: "Someone disconnected it in Xero",
    story:
      "Someone disconnected this organisation in Xero, or the Xero user lost access to it. The consent still works for its other organisations. Reconnect to add this one again.",
    remedy: "reconnect",
  },
  "disconnected_in_xero:deactivated": {
    word: "Deactivated in Xero",
    line: "Its custom connection needs a consent in Xero",
    story:
      "Xero deactivated this custom connection: its scopes or its organisation changed, the consent was withdrawn, or the bill was not paid. Open the app in Xero's developer portal and have the named person consent again in the e-mail that Xero sends. Tenantry asks Xero every few minutes and continues by itself.",
    remedy: null,
  },
  "expiring_soon:unused": {
    line: "Not refreshed for a long time",
    story:
      "The sign-in expires soon because it has not been refreshed for a long time. Press Refresh now to keep it for another 60 days.",
    remedy: "refresh",
  },
  "paused:app_fault": {
    line: "Xero refuses its app's client secret",
    story:
      "Xero refuses the client id or secret of this organisation's Xero app, so nothing can be refreshed. An owner must correct it under Settings → Xero apps or, for the environment's app, in XERO_CLIENT_ID and XERO_CLIENT_SECRETS. No organisation needs reconnecting.",
    remedy: null,
  },
  "paused:app_refused": {
    word: "App refused",
    line: "Xero refuses its custom connection's secret or scopes",
    story:
      "Xero refuses the client id, the secret or the scopes of this custom connection, so it gives no token. An owner must correct them under Settings → Xero apps, where Test it says what is wrong.",
    remedy: null,
  },
  "paused:other_app": {
    line: "Its Xero app cannot be used here",
    story:
      "This consent belongs to a Xero app that was removed here or is registered with another issuer, so Tenantry does not use it. Reconnect through another app, or ask an owner to add this one again.",
    remedy: "reconnect",
  },
  "paused:copied_database": {
    line: "This database is a copy",
    story:
      "This database is a copy, or seems to be one. To protect the sign-ins of the original, Tenantry sends nothing to Xero from here until an owner takes over.",
    remedy: null,
  },
  "paused:key_missing": {
    line: "The key that sealed the sign-in is missing",
    story:
      "The key that sealed this sign-in is not in VAULT_KEYS, so it cannot be opened, and Tenantry sends nothing to Xero for it. An owner must put the key back into VAULT_KEYS and restart Tenantry. If the key is lost, you have to reconnect.",
    remedy: null,
  },
  "paused:doubtful": {
    line: "Xero has not confirmed the sign-in yet",
    story:
      "The data here was restored or copied, or Tenantry did not run for a while, so only Xero knows whether this sign-in is the newest. Tenantry asks Xero and continues once Xero accepts it. Press Refresh now to see the answer. If Xero keeps refusing it, you have to reconnect.",
    remedy: "refresh",
  },
  "xero_not_answering:question": {
    line: "Tenantry is asking Xero again",
    story:
      "Xero refused the last refresh. One refusal can be a mistake, so Tenantry asks again within a few minutes. You do not need to do anything.",
    remedy: null,
  },
  "xero_not_answering:refresh": {
    line: "Tenantry keeps trying",
    story:
      "Xero does not give usable answers to refreshes. Tenantry keeps trying until it does. You do not need to do anything.",
    remedy: null,
  },
  "xero_not_answering:incident": {
    line: "Xero has a problem; Tenantry keeps trying",
    story:
      "Xero is failing for many organisations at once, not only for this one. Refreshes continue as soon as it recovers. You do not need to do anything.",
    remedy: null,
  },
  "xero_not_answering:check": {
    line: "Tenantry keeps checking",
    story:
      "The sign-in works, but Xero does not say which organisations are connected. Tenantry keeps asking. You do not need to do anything.",
    remedy: null,
  },
  "healthy:ok": {
    line: "Sign-in works, and Xero lists it",
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
    line: "Connected by mistake and not kept",
    story:
      "This organisation was connected by a sign-in meant for another one, and was not kept. Its history stays; reconnect to connect it.",
    remedy: "reconnect",
  },
  "removed:offered": {
    line: "Needs a decision: Keep or Undo",
    story:
      "A sign-in meant for another organisation connected this one again in Xero. Nothing uses it until someone presses Keep or Undo in the list of organisations.",
    remedy: null,
  },
}

/** The word that people see for a status. */
export function statusWord(status: TenantStatus): string {
  return WORDS[status]
}

/**
 * Status and reason from the view "TenantOverview" in words: what happened and what to do. A reason from a later
 * version, whose migration runs before its pages do, is shown unchanged.
 */
export function describeStanding(status: TenantStatus, reason: string): Standing {
  const known = STANDINGS[`${status}:${reason}`]
  const word = WORDS[status]
  if (known !== undefined) return { word, ...known }
  const line = reason.replaceAll("_", " ")
  return { word, line, story: `${word}: ${line}.`, remedy: null }
}

/** Xero's type of a tenant in words; an unknown type unchanged. */
export function tenantTypeWord(type: string): string {
  const known: Record<string, string> = {
    ORGANISATION: "Organisation",
    PRACTICE: "Practice",
    PRACTICEMANAGER: "Practice Manager",
  }
  return known[type] ?? type
}

type ToldStanding = Omit<Standing, "word"> & { word?: string }
export type Standing = {
  word: string
  /** A few words, for a table. */
  line: string
  /** Whole sentences: what happened and what to do. */
  story: string
  /** The button on the organisation's page that fixes it, where one does. */
  remedy: "reconnect" | "refresh" | null
}
