import {
  findMemberLabels,
  findServiceLabels,
  findXeroUserLabels,
  type Labels,
} from "@/lib/names/find-labels"
import { db } from "@/web/db"
import { labelled } from "@/web/tenants/labelled"

/** The same events, each name with what tells its bearer apart, as it is known now. */
export async function labelEvents<E extends Names>(events: E[]): Promise<E[]> {
  const idsOf = (idOf: (event: E) => string | null | undefined) => {
    return [...new Set(events.flatMap((event) => idOf(event) ?? []))]
  }
  const serviceIds = idsOf(({ service }) => service?.id)
  const memberIds = idsOf(({ member }) => member?.id)
  const grantIds = idsOf(({ grantId }) => grantId)
  const [organisations, services, members, xeroUsers] = await Promise.all([
    labelled(events.flatMap(({ tenant }) => tenant ?? [])),
    findServiceLabels(db(), serviceIds),
    findMemberLabels(db(), memberIds),
    findXeroUserLabels(db(), grantIds),
  ])
  const tenants = new Map(organisations.map((one) => [one.tenantId, one]))
  return events.map((event) => ({
    ...event,
    tenant: event.tenant === null ? null : (tenants.get(event.tenant.tenantId) ?? event.tenant),
    service: named(event.service, services),
    member: named(event.member, members),
    xeroUserName: xeroUsers.get(event.grantId ?? "") ?? event.xeroUserName,
  }))
}

function named(one: Named | null, labels: Labels): Named | null {
  return one === null ? null : { id: one.id, name: labels.get(one.id) ?? one.name }
}

type Named = { id: string; name: string }
/** What an event names. */
type Names = {
  tenant: { tenantId: string; name: string } | null
  service: Named | null
  member: Named | null
  grantId: string | null
  xeroUserName: string | null
}
