import { randomUUID } from "node:crypto"
import { tidyName } from "@/keeper/mail/sanitise-text"
import type { AlertDetail, ServiceAct } from "@/lib/alerts/alert-detail"
import { alertDetail } from "@/lib/alerts/alert-detail"
import { type NewEvent, recordEvent } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"
import { findMemberLabel, findServiceLabels } from "@/lib/names/find-labels"

/**
 * Records that a service may now fetch more than before, as an event and as an alert to every owner, in the same transaction.
 */
export async function notifyOwners(tx: Tx, grown: GrownAccess): Promise<void> {
  const { act, memberId, serviceId, told = {} } = grown
  const [service, services, memberName] = await Promise.all([
    tx.service.findUniqueOrThrow({
      where: { id: serviceId },
      select: { name: true, reach: true, _count: { select: { access: true } } },
    }),
    findServiceLabels(tx, [serviceId]),
    findMemberLabel(tx, memberId),
  ])
  const organisations = service.reach === "all" ? null : service._count.access
  await recordEvent(tx, {
    kind: `service.${act}`,
    memberId,
    serviceId,
    detail: { service: service.name, organisations, ...told },
  })
  const detail: AlertDetail = alertDetail.parse({
    reason: act,
    organisationCount: organisations ?? 0,
    service: {
      serviceId,
      name: tidyName(services.get(serviceId) ?? service.name),
      memberName: tidyName(memberName),
      reachesAll: service.reach === "all",
    },
  })
  await tx.alert.create({
    data: { id: randomUUID(), kind: "service_access", subject: randomUUID(), detail },
    select: { id: true },
  })
}

type GrownAccess = {
  act: ServiceAct
  memberId: string
  serviceId: string
  /** What else the event tells. */
  told?: NewEvent["detail"]
}
