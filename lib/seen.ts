import { hash } from "node:crypto"
import { type SsoSettings, ssoSettings } from "@/lib/members/sso-settings"

/*
 * Marks of settings as a form shows them. The form sends its mark back, and where the settings are others by then, nothing is
 * changed: what somebody else has set meanwhile is told and not overwritten. Empty: nothing was stored.
 */

/** Whether the settings are no longer those that the form showed; without a mark they count as seen. */
export function isStale(seen: string | undefined, now: string): boolean {
  return seen !== undefined && seen !== now
}

/** The mark of a service. */
export function seenService(shown: SeenService): string {
  const { name, reach, networks, rights, expiresAt, tenantIds } = shown
  return markOf([name, reach, networks, rights, expiresAt, [...tenantIds].sort()])
}

/** The mark of an alert channel. */
export function seenChannel({ name, url, mailTo, sends }: SeenChannel): string {
  return markOf([name, url, mailTo, sends])
}

/** The mark of the mail server; null: there is none. */
export function seenMailServer(shown: SeenMailServer | null): string {
  if (shown === null) return ""
  const { host, port, security, smtpName, mailFrom } = shown
  return markOf([host, port, security, smtpName, mailFrom])
}

/** The mark of how links present themselves and what they may do. */
export function seenLinkSettings(shown: SeenLinkSettings): string {
  const { askerName, contact, returnOrigins, holdsNew } = shown
  return markOf([askerName, contact, returnOrigins, holdsNew])
}

/** The mark of what can be changed of a Xero app. */
export function seenXeroApp({ name, scopes }: SeenXeroApp): string {
  return markOf([name, scopes])
}

/** The mark of single sign-on, without its secret; null: there is none. */
export function seenSso(shown: SsoSettings | null): string {
  if (shown === null) return ""
  return markOf(Object.keys(ssoSettings.shape).map((field) => shown[field as keyof SsoSettings]))
}

function markOf(shown: unknown[]): string {
  return hash("sha256", JSON.stringify(shown), "hex")
}

type SeenService = {
  name: string
  reach: string
  networks: string[]
  rights: string[]
  expiresAt: Date | null
  tenantIds: string[]
}
type SeenChannel = { name: string; url: string | null; mailTo: string[]; sends: string }
type SeenMailServer = {
  host: string
  port: number
  security: string
  smtpName: string | null
  mailFrom: string
}
type SeenLinkSettings = {
  askerName: string | null
  contact: string | null
  returnOrigins: string[]
  holdsNew: boolean
}
type SeenXeroApp = { name: string; scopes: string[] }
