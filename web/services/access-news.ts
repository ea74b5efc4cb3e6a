import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

// What lets a service fetch more than before.
const KINDS = [
  "service.created",
  "service.reach_widened",
  "service.secret_added",
  "service.enabled",
] as const
const MOST_TOLD = 5

/** What other members newly let services fetch, since this owner last said that they have seen it; newest first. */
export async function listAccessNews(): Promise<AccessNews> {
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
    take: MOST_TOLD + 1,
    select: {
      id: true,
      at: true,
      kind: true,
      member: { select: { name: true } },
      service: { select: { id: true, name: true } },
    },
  })
  const told = rows.slice(0, MOST_TOLD).flatMap(({ id, at, kind, member, service }) => {
    if (service === null) return []
    const { id: serviceId, name } = service
    return [{ eventId: String(id), at, kind, memberName: member?.name ?? null, serviceId, name }]
  })
  return { told, more: rows.length > MOST_TOLD, upTo: rows[0]?.at ?? null }
}

/** This owner has seen it all up to then: what came while they were reading is told still. */
export async function seeAccessNews(upTo: Date): Promise<void> {
  const { memberId } = await requireMember("owner")
  await db().member.updateMany({
    where: { id: memberId, accessSeenAt: { lt: upTo } },
    data: { accessSeenAt: upTo },
  })
}

export type AccessNews = {
  told: {
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
