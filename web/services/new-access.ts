import { findMemberLabels, findServiceLabels } from "@/lib/names/find-labels"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

// The events that give a service more access.
const KINDS = [
  "service.created",
  "service.reach_widened",
  "service.secret_added",
  "service.enabled",
] as const
const MOST_SHOWN = 5

/** New access that other members gave to services since this owner last confirmed it; newest first. */
export async function listNewAccess(): Promise<NewAccess> {
  const { memberId } = await requireMember("owner")
  const { accessSeenAt } = await db().member.findUniqueOrThrow({
    where: { id: memberId },
    select: { accessSeenAt: true },
  })
  const where = {
    kind: { in: [...KINDS] },
    at: { gt: accessSeenAt },
    NOT: { memberId },
  }
  const rows = await db().auditEvent.findMany({
    where,
    orderBy: { id: "desc" },
    take: MOST_SHOWN + 1,
    select: {
      id: true,
      at: true,
      kind: true,
      memberId: true,
      serviceId: true,
    },
  })
  const shown = rows.slice(0, MOST_SHOWN)
  const serviceIds = shown.flatMap((one) => one.serviceId ?? [])
  const memberIds = shown.flatMap((one) => one.memberId ?? [])
  const [services, members] = await Promise.all([
    findServiceLabels(db(), serviceIds),
    findMemberLabels(db(), memberIds),
  ])
  const changes = shown.flatMap(({ id, at, kind, memberId: byId, serviceId }) => {
    const name = services.get(serviceId ?? "")
    if (serviceId === null || name === undefined) return []
    const memberName = members.get(byId ?? "") ?? null
    return [{ eventId: String(id), at, kind, memberName, serviceId, name }]
  })
  return { changes, more: rows.length > MOST_SHOWN, upTo: rows[0]?.at ?? null }
}

/** This owner has seen the access up to then. What came while they were reading stays. */
export async function markAccessSeen(upTo: Date): Promise<void> {
  const { memberId } = await requireMember("owner")
  await db().member.updateMany({
    where: { id: memberId, accessSeenAt: { lt: upTo } },
    data: { accessSeenAt: upTo },
  })
}

export type NewAccess = {
  changes: {
    eventId: string
    at: Date
    kind: string
    memberName: string | null
    serviceId: string
    name: string
  }[]
  more: boolean
  upTo: Date | null
}
