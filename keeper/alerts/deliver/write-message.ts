import type { AlertDetail, AlertMessage, Resolution } from "@/lib/alerts/alert-detail"
import type { Alert } from "@/lib/db/generated/client"
import type { AlertKind, AlertPhase } from "@/lib/db/generated/enums"
import { sentence } from "@/lib/format"
import { labelOf } from "@/lib/names/label"
import { alertText } from "@/lib/words/alert-text"

// Nothing recovers from news.
const NEWS_TYPES = {
  service_access: "service.access_grown",
  password_guessed: "member.password_guessed",
  passkey_copied: "member.passkey_copied",
  handed_over: "grant.handed_over",
} satisfies Partial<Record<AlertKind, string>>

/** Messages of these types go to every owner, in addition to the channel's recipients. */
export const OWNERS_TYPES = new Set<string>(Object.values(NEWS_TYPES))

/** The message about an alert as it stands now, with a link. It is stored, and sent as stored. */
export function writeMessage(alert: AlertToAnnounce, appUrl: string): AlertMessage {
  const { detail, openedAt, resolvedAt, ...facts } = alert
  const { organisations, organisationCount, xeroUserName, reason } = detail
  return {
    type: typeOf(alert),
    ...alertText(alert),
    link: `${appUrl}${pageOf(detail)}`,
    alert: {
      alertId: facts.id,
      kind: facts.kind,
      level: facts.level,
      reason,
      openedAt: openedAt.toISOString(),
      resolvedAt: resolvedAt?.toISOString() ?? null,
      resolution: facts.resolution,
      xeroUserName,
      organisations,
      organisationCount,
    },
  }
}

function pageOf({ plan, service, member, organisations }: AlertDetail): string {
  if (plan !== null) return "/organisations/connections"
  if (member !== null) return "/settings/members"
  if (service !== null) return `/services/${service.serviceId}`
  const [first] = organisations
  return first === undefined ? "/organisations" : `/organisations/${first.tenantId}`
}

/** What *Send a test* sends. */
export function writeTestMessage(channelName: string, appUrl: string): AlertMessage {
  return {
    type: "test",
    title: "Test of an alert channel",
    what: `${sentence(`This is how alerts reach the channel ${channelName}`)} An owner asked for it; nothing is wrong.`,
    todo: "Nothing.",
    link: `${appUrl}/settings/alerts`,
    alert: null,
  }
}

/**
 * The body of a webhook, in the form that the Standard Webhooks specification recommends. Each organisation has its name and
 * the label that people are shown.
 */
export function writeWebhookBody(message: AlertMessage, at: Date): string {
  const { type, title, what, todo, link, alert, news } = message
  const organisations = alert?.organisations.map(({ tenantId, name, mark }) => ({
    tenantId,
    name,
    label: labelOf({ name, mark }),
  }))
  const data = { title, what, todo, link, ...alert, organisations, ...news }
  return JSON.stringify({ type, timestamp: at.toISOString(), data })
}

/** The name that receivers subscribe to: of a problem, its recovery, or its closing without recovery. */
function typeOf({ kind, resolution }: AlertToAnnounce): string {
  if (resolution === null) return OPENED[kind]
  return resolution === "recovered" ? RECOVERED[kind] : "alert.closed"
}

const OPENED: Record<AlertKind, string> = {
  reconnect_needed: "grant.reconnect_needed",
  disconnected_in_xero: "tenant.disconnected_in_xero",
  second_authoriser: "tenant.runs_on_second_authoriser",
  chain_stale: "grant.not_refreshed",
  incident: "incident.opened",
  plan_filling: "plan.filling",
  ...NEWS_TYPES,
}
const RECOVERED: Record<AlertKind, string> = {
  reconnect_needed: "grant.reconnected",
  disconnected_in_xero: "tenant.connected_again",
  second_authoriser: "tenant.first_authoriser_back",
  chain_stale: "grant.refreshed_again",
  incident: "incident.closed",
  plan_filling: "plan.has_room",
  ...NEWS_TYPES,
}

export type AlertToAnnounce = Pick<Alert, "id" | "kind" | "level" | "openedAt" | "resolvedAt"> & {
  detail: AlertDetail
  resolution: Resolution | null
  phase: AlertPhase
}
