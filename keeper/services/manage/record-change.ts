import { notifyOwners } from "@/keeper/services/manage/notify-owners"
import { changesOf } from "@/lib/audit/changes"
import { recordEvent } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"
import type { Service } from "@/lib/db/generated/client"
import { labelTenants } from "@/lib/names/label-tenants"

// Enough to see what happened; the service's page has them all.
const MOST_NAMED = 20

/** Records what of a service's settings changed, old and new; where it may now fetch more, every owner is told too. */
export async function recordChange(tx: Tx, change: ServiceChange): Promise<void> {
  const { memberId, serviceId, before, after, wider } = change
  const [had, has] = [reached(before), reached(after)]
  const [added, removed] = await Promise.all([
    namesOf(
      tx,
      has.filter((one) => !had.includes(one)),
    ),
    namesOf(
      tx,
      had.filter((one) => !has.includes(one)),
    ),
  ])
  const changes = changesOf(settingsOf(before), settingsOf(after))
  const told = {
    changes,
    ...(added.length > 0 && { added }),
    ...(removed.length > 0 && { removed }),
  }
  if (wider) return notifyOwners(tx, { act: "reach_widened", memberId, serviceId, told })
  const detail = { service: after.name, ...told }
  await recordEvent(tx, { kind: "service.changed", memberId, serviceId, detail })
}

function reached({ reach, tenantIds }: ServiceSettings): string[] {
  return reach === "all" ? [] : [...new Set(tenantIds)]
}

function settingsOf(settings: ServiceSettings) {
  const { name, reach, networks, rights, expiresAt } = settings
  const organisations = reach === "all" ? "all" : reached(settings).length
  return { name, organisations, networks, rights, expiresAt: expiresAt?.toISOString() ?? null }
}

async function namesOf(tx: Tx, tenantIds: string[]): Promise<string[]> {
  const tenants = await tx.tenant.findMany({
    where: { tenantId: { in: tenantIds } },
    select: { tenantId: true, name: true },
    orderBy: [{ name: "asc" }, { tenantId: "asc" }],
    take: MOST_NAMED,
  })
  return (await labelTenants(tx, tenants)).map(({ name }) => name)
}

export type ServiceSettings = Pick<
  Service,
  "name" | "reach" | "networks" | "rights" | "expiresAt"
> & { tenantIds: string[] }
type ServiceChange = {
  memberId: string
  serviceId: string
  before: ServiceSettings
  after: ServiceSettings
  wider: boolean
}
