import { findMemberLabels, findServiceLabels } from "@/lib/names/find-labels"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/** Client secrets that still work and that a member who is disabled now has seen, because they made them. */
export async function listSeenSecrets(): Promise<SeenSecret[]> {
  await requireMember("owner")
  const secrets = await db().serviceSecret.findMany({
    where: { seenBy: { disabledAt: { not: null } }, service: { revokedAt: null } },
    orderBy: [{ service: { name: "asc" } }, { createdAt: "asc" }],
    select: {
      id: true,
      hint: true,
      serviceId: true,
      seenById: true,
      service: { select: { name: true, _count: { select: { secrets: true } } } },
    },
  })
  const serviceIds = secrets.map((one) => one.serviceId)
  const memberIds = secrets.flatMap((one) => one.seenById ?? [])
  const [services, members] = await Promise.all([
    findServiceLabels(db(), serviceIds),
    findMemberLabels(db(), memberIds),
  ])
  return secrets.map(({ id, hint, serviceId, seenById, service }) => ({
    secretId: id,
    hint,
    serviceId,
    serviceName: services.get(serviceId) ?? service.name,
    secretCount: service._count.secrets,
    seenBy: members.get(seenById ?? "") ?? "a disabled member",
  }))
}

export type SeenSecret = {
  secretId: string
  hint: string
  serviceId: string
  serviceName: string
  /** How many secrets the service has. */
  secretCount: number
  seenBy: string
}
