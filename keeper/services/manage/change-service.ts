import type { Keeper } from "@/keeper/keeper"
import { notifyOwners } from "@/keeper/services/manage/notify-owners"
import { areKnown, setAccess } from "@/keeper/services/manage/tenants"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Tx } from "@/lib/db/create-db"
import { type Acting, hasSudo } from "@/lib/members/sudo"

/**
 * Sets a service's name, reach, networks and expiry. Whatever lets it reach more, from more places or for longer needs
 * sudo and is announced to every owner. Narrowing needs neither, so that it can be done quickly.
 */
export async function changeService(
  keeper: Keeper,
  { memberId, sessionId }: Acting,
  input: Input,
): Promise<OperationOutput<"changeService">> {
  const before = await findSettings(keeper.db, input.serviceId)
  if (before === null) return { kind: "not_found" }
  const wider = widens(before, input)
  if (wider && !(await hasSudo(keeper.db, { memberId, sessionId }))) return { kind: "sudo_needed" }
  const added = addedTenants(before, input)
  if (!(await areKnown(keeper.db, added))) return { kind: "not_found" }
  return keeper.db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM "Service" WHERE "id" = ${input.serviceId}::uuid FOR UPDATE`
    const now = await findSettings(tx, input.serviceId)
    if (now === null) return { kind: "not_found" }
    // Someone narrowed it in the meantime: what widened nothing before may do so now.
    if (!wider && widens(now, input)) return { kind: "sudo_needed" }
    await store(tx, input)
    await recordChange(tx, { memberId, input, before: now, wider })
    return { kind: "changed" }
  })
}

async function store(tx: Tx, input: Input): Promise<void> {
  const { serviceId, name, reach, networks, expiresAt } = input
  const tenantIds = reach === "all" ? [] : [...new Set(input.tenantIds)]
  await tx.service.update({
    where: { id: serviceId },
    data: { name, reach, networks, expiresAt },
    select: { id: true },
  })
  await setAccess(tx, serviceId, tenantIds)
}

async function recordChange(tx: Tx, { memberId, input, before, wider }: Change): Promise<void> {
  const { serviceId, name } = input
  if (wider) return notifyOwners(tx, { act: "reach_widened", memberId, serviceId })
  const renamed: Record<string, string> =
    before.name === name ? {} : { from: before.name, to: name }
  await recordEvent(tx, {
    kind: "service.changed",
    memberId,
    serviceId,
    detail: { service: name, ...renamed },
  })
}

async function findSettings(tx: Tx, serviceId: string): Promise<Settings | null> {
  const service = await tx.service.findFirst({
    where: { id: serviceId, revokedAt: null },
    select: {
      name: true,
      reach: true,
      networks: true,
      expiresAt: true,
      access: { select: { tenantId: true } },
    },
  })
  if (service === null) return null
  return { ...service, tenantIds: service.access.map((one) => one.tenantId) }
}

function widens(before: Settings, wanted: Wanted): boolean {
  return (
    (before.reach === "chosen" && wanted.reach === "all") ||
    addedTenants(before, wanted).length > 0 ||
    opensNetworks(before.networks, wanted.networks) ||
    lastsLonger(before.expiresAt, wanted.expiresAt)
  )
}

function addedTenants(before: Settings, { reach, tenantIds }: Wanted): string[] {
  if (reach === "all" || before.reach === "all") return []
  const had = new Set(before.tenantIds)
  return [...new Set(tenantIds)].filter((tenantId) => !had.has(tenantId))
}

// Blocks are compared as text, so a block inside another one asks for a password it does not need.
function opensNetworks(before: string[], wanted: string[]): boolean {
  if (before.length === 0) return false
  return wanted.length === 0 || wanted.some((network) => !before.includes(network))
}

function lastsLonger(before: Date | null, wanted: string | null): boolean {
  if (before === null) return false
  return wanted === null || new Date(wanted) > before
}

type Input = OperationInput<"changeService">
type Wanted = Pick<Input, "reach" | "tenantIds" | "networks" | "expiresAt">
type Settings = {
  name: string
  reach: "chosen" | "all"
  networks: string[]
  expiresAt: Date | null
  tenantIds: string[]
}
type Change = { memberId: string; input: Input; before: Settings; wider: boolean }
