import { alertMessage } from "@/lib/alerts/alert-detail"
import type { AlertDeliveryState } from "@/lib/db/generated/enums"
import { findChannelLabels } from "@/lib/names/find-labels"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

export const DELIVERIES_A_PAGE = 10
// Tried for a day, a delivery has some fifteen; sent again, more.
const MOST_ATTEMPTS = 30

/** One page of the deliveries with their attempts, the newest first. */
export async function listDeliveries(page: number): Promise<DeliveryPage> {
  await requireMember("viewer")
  const [all, rows] = await Promise.all([
    db().alertDelivery.count(),
    db().alertDelivery.findMany({
      orderBy: [{ createdAt: "desc" }, { id: "asc" }],
      skip: (page - 1) * DELIVERIES_A_PAGE,
      take: DELIVERIES_A_PAGE,
      select: COLUMNS,
    }),
  ])
  const channelIds = [...new Set(rows.map((one) => one.channel.id))]
  const labels = await findChannelLabels(db(), channelIds)
  const deliveries = rows.map(
    ({ id, message, state, createdAt, nextAttemptAt, channel, attempts }) => ({
      deliveryId: id,
      title: TITLED.parse(message).title,
      state,
      createdAt: createdAt.toISOString(),
      nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
      channelName: labels.get(channel.id) ?? channel.name,
      channelRemoved: channel.removedAt !== null,
      attempts: attempts.map((one) => ({
        attemptId: String(one.id),
        at: one.at.toISOString(),
        outcome: one.outcome,
        evidence: one.evidence,
      })),
    }),
  )
  return { all, deliveries }
}

const COLUMNS = {
  id: true,
  message: true,
  state: true,
  createdAt: true,
  nextAttemptAt: true,
  channel: { select: { id: true, name: true, removedAt: true } },
  attempts: {
    orderBy: { id: "desc" },
    take: MOST_ATTEMPTS,
    select: { id: true, at: true, outcome: true, evidence: true },
  },
} as const

const TITLED = alertMessage.pick({ title: true }).catch({ title: "" })

export type AttemptView = {
  attemptId: string
  at: string
  outcome: string
  evidence: string | null
}
export type DeliveryView = {
  deliveryId: string
  title: string
  state: AlertDeliveryState
  createdAt: string
  nextAttemptAt: string | null
  channelName: string
  channelRemoved: boolean
  /** The newest first. */
  attempts: AttemptView[]
}
export type DeliveryPage = { all: number; deliveries: DeliveryView[] }
