import { z } from "zod"
import type { CredentialEvent } from "@/keeper/alerts/watch/credential-notices"
import type { Keeper } from "@/keeper/keeper"
import { stableId } from "@/keeper/stable-id"
import type { AlertMessage } from "@/lib/alerts/alert-detail"
import type { EventKind } from "@/lib/audit/record-event"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import { formatList, sentence } from "@/lib/format"
import { labelTenants } from "@/lib/names/label-tenants"

/** What the message of each kind says, and what there is to do. */
const NEWS = new Map<string, News>([
  [
    "link.awaits_decision",
    {
      title: "A link’s consent awaits a decision",
      todo: "A different Xero user gave it. An admin keeps or undoes it.",
      page: "/organisations",
    },
  ],
  ["link.done", { title: "A link is done", todo: "Nothing." }],
  [
    "link.declined",
    { title: "A link was declined", todo: "Ask someone else, or make a new link." },
  ],
  [
    "link.failed",
    { title: "A link did not work", todo: "Its page offers to try again. Look at Links." },
  ],
  [
    "link.asked_anew",
    {
      title: "Someone is asking for a new link",
      todo: "If it has no e-mail address, make a new one and pass it on.",
    },
  ],
  ["tenant.connected", { title: "An organisation was connected", todo: "Nothing." }],
] satisfies [EventKind, News][])

export const NEWS_KINDS = [...NEWS.keys()]

/**
 * Stores what became of links, and that an organisation was connected, for each webhook that is to get it. A webhook gets
 * an event once, however often the event is read. Returns how many deliveries were stored.
 */
export async function storeLinkNews(keeper: Keeper, tx: Tx, events: NewsEvent[]): Promise<number> {
  const news = events.filter((event) => NEWS.has(event.kind))
  if (news.length === 0) return 0
  const channels = await tx.alertChannel.findMany({
    where: { removedAt: null, sends: "links" },
    select: { id: true, createdAt: true },
  })
  if (channels.length === 0) return 0
  const now = await dbNow(tx)
  const times = { createdAt: now, queuedAt: now, nextAttemptAt: now }
  const rows = await Promise.all(
    news.map(async (event) => {
      const message = await writeNews(keeper, tx, event)
      return channels
        .filter((channel) => channel.createdAt <= event.at)
        .map(({ id: channelId }) => {
          const id = stableId(`event ${event.id} to ${channelId}`)
          return { id, channelId, message, phase: "opened" as const, ...times }
        })
    }),
  )
  const { count } = await tx.alertDelivery.createMany({ data: rows.flat(), skipDuplicates: true })
  return count
}

async function writeNews(keeper: Keeper, tx: Tx, event: NewsEvent): Promise<AlertMessage> {
  const { linkId, tenantIds, outcome } = DETAIL.parse(event.detail)
  const named = [...new Set([...(event.tenantId === null ? [] : [event.tenantId]), ...tenantIds])]
  const tenants = await tx.tenant.findMany({
    where: { tenantId: { in: named } },
    select: { tenantId: true, name: true, reference: true },
    orderBy: { tenantId: "asc" },
  })
  const link =
    linkId === null
      ? null
      : await tx.link.findUnique({ where: { id: linkId }, select: { reference: true } })
  const {
    title,
    todo,
    page = "/links",
  } = NEWS.get(event.kind) ?? { title: event.kind, todo: "Nothing." }
  const names = formatList((await labelTenants(tx, tenants)).map((one) => one.name))
  return {
    type: event.kind,
    title: `Tenantry: ${title}`,
    what: names === "" ? `${title}.` : sentence(`${title}: ${names}`),
    todo,
    link: `${keeper.alerts.appUrl}${linkId === null ? `/organisations/${event.tenantId}` : page}`,
    alert: null,
    news: {
      link_id: linkId,
      outcome,
      reference: link?.reference ?? tenants[0]?.reference ?? null,
      tenants: tenants.map(({ tenantId, name, reference }) => ({
        tenant_id: tenantId,
        name,
        reference,
      })),
    },
  }
}

/** What such an event tells; events of before linkId and tenantIds tell less. */
const DETAIL = z.object({
  linkId: z.string().nullable().catch(null),
  tenantIds: z.array(z.string()).catch([]),
  outcome: z.string().nullable().catch(null),
})

/** `page`: where to look, if not at the links. */
type News = { title: string; todo: string; page?: string }
export type NewsEvent = CredentialEvent & { tenantId: string | null }
