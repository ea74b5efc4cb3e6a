import { dbNow } from "@/lib/db/clock"
import type { Prisma } from "@/lib/db/generated/client"
import type { AlertDeliveryState } from "@/lib/db/generated/enums"
import { hasRole } from "@/lib/members/roles"
import { findChannelLabels } from "@/lib/names/find-labels"
import { seenChannel } from "@/lib/seen"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/**
 * The channels with what became of their last delivery. Secrets are not among it; where a channel goes in full, and how it
 * is set, is for owners.
 */
export async function listChannels(): Promise<ChannelView[]> {
  const { role } = await requireMember("viewer")
  const rows = await db().alertChannel.findMany({
    where: { removedAt: null },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: COLUMNS,
  })
  const channelIds = rows.map((one) => one.id)
  const [now, labels] = await Promise.all([dbNow(db()), findChannelLabels(db(), channelIds)])
  return rows.map((row) => ({
    channelId: row.id,
    kind: row.kind,
    name: row.name,
    label: labels.get(row.id) ?? row.name,
    target: targetOf(row),
    sends: row.sends,
    stream: row.sends === "activity" ? streamOf(row) : null,
    settings: hasRole(role, "owner") ? settingsOf(row) : null,
    previousSecretUntil: futureOf(row.previousSecretUntil, now),
    last: row.deliveries[0] === undefined ? null : lastOf(row.deliveries[0]),
  }))
}

const COLUMNS = {
  id: true,
  kind: true,
  name: true,
  mailTo: true,
  url: true,
  previousSecretUntil: true,
  sends: true,
  streamFailures: true,
  streamOutcome: true,
  streamAt: true,
  deliveries: {
    orderBy: { createdAt: "desc" },
    take: 1,
    select: {
      state: true,
      createdAt: true,
      attempts: {
        orderBy: { id: "desc" },
        take: 1,
        select: { at: true, outcome: true, evidence: true },
      },
    },
  },
} as const

/** Enough to recognise it: the full address may contain a secret. */
function targetOf({ url, mailTo }: ChannelRow): string {
  if (url !== null) return new URL(url).host
  const [first = "", ...others] = mailTo
  return others.length === 0 ? first : `${first} and ${others.length} more`
}

function streamOf({ streamAt, streamOutcome, streamFailures }: ChannelRow): StreamView {
  const at = streamAt?.toISOString() ?? null
  return { at, outcome: streamFailures > 0 ? streamOutcome : null }
}

function settingsOf(row: ChannelRow): ChannelSettingsView {
  return { url: row.url ?? "", sends: row.sends, to: row.mailTo.join(", "), seen: seenChannel(row) }
}

function futureOf(at: Date | null, now: Date): string | null {
  return at !== null && at > now ? at.toISOString() : null
}

function lastOf({ state, createdAt, attempts }: ChannelRow["deliveries"][number]): LastDelivery {
  const attempt = attempts[0]
  return {
    state,
    at: (attempt?.at ?? createdAt).toISOString(),
    outcome: attempt?.outcome ?? null,
    evidence: attempt?.evidence ?? null,
  }
}

type ChannelRow = Prisma.AlertChannelGetPayload<{ select: typeof COLUMNS }>
export type LastDelivery = {
  state: AlertDeliveryState
  at: string
  outcome: string | null
  evidence: string | null
}
/** How the activity gets there: when it was last sent, and what failed since it last arrived. */
export type StreamView = { at: string | null; outcome: string | null }
/** As its form holds it. */
export type ChannelSettingsView = { url: string; sends: string; to: string; seen: string }
export type ChannelView = Pick<ChannelRow, "kind" | "name" | "sends"> & {
  channelId: string
  /** Its name with what tells it from its namesakes. */
  label: string
  target: string
  /** Null unless it gets the activity. */
  stream: StreamView | null
  /** Null for members who may not see them. */
  settings: ChannelSettingsView | null
  /** While two secrets sign. */
  previousSecretUntil: string | null
  last: LastDelivery | null
}
