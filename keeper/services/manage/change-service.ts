import { interruptImportsOf } from "@/keeper/imports/interrupt-imports"
import type { Keeper } from "@/keeper/keeper"
import { withdrawLinksOfService } from "@/keeper/links/withdraw-links-of"
import { holdRole } from "@/keeper/members/hold-acting"
import { recordChange, type ServiceSettings } from "@/keeper/services/manage/record-change"
import { areKnown, findSettings, listReached, setAccess } from "@/keeper/services/manage/tenants"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Tx } from "@/lib/db/create-db"
import { type Acting, hasSudo } from "@/lib/members/sudo"
import { isStale, seenService } from "@/lib/seen"

/**
 * Sets a service's name, reach, networks, rights and expiry. Whatever lets it reach or do more, from more places or for
 * longer needs sudo and is announced to every owner. Narrowing needs neither, so that it can be done quickly. Without the
 * right to make links, those that are out are withdrawn. Nothing changes where they are others than the form showed.
 */
export async function changeService(
  keeper: Pick<Keeper, "db">,
  acting: Acting,
  input: Input,
): Promise<OperationOutput<"changeService">> {
  const { memberId } = acting
  return keeper.db.$transaction(async (tx) => {
    if (!(await holdRole(tx, memberId, "admin"))) return { kind: "forbidden" }
    const now = await lockAsSeen(tx, input)
    if ("kind" in now) return now
    const added = await findAdded(tx, now, input)
    const wider = widens(now, input, added)
    const refusal = await findRefusal(tx, acting, { wider, added })
    if (refusal !== null) return refusal
    await store(tx, input)
    const { serviceId } = input
    const after = {
      ...input,
      expiresAt: input.expiresAt === null ? null : new Date(input.expiresAt),
    }
    await recordChange(tx, { memberId, serviceId, before: now, after, wider })
    await shortenLinks(tx, after)
    if (!input.rights.includes("make_links"))
      await withdrawLinksOfService(tx, { serviceId, memberId })
    if (!input.rights.includes("import_tokens")) await interruptImportsOf(tx, { serviceId })
    return { kind: "changed" }
  })
}

/** The settings as they are now, if they are those that the form showed. */
async function lockAsSeen(tx: Tx, { serviceId, seen }: Input): Promise<ServiceSettings | Over> {
  await tx.$executeRaw`SELECT 1 FROM "Service" WHERE "id" = ${serviceId}::uuid FOR UPDATE`
  const now = await findSettings(tx, serviceId)
  if (now === null) return { kind: "not_found" }
  if (isStale(seen, seenService(now))) return { kind: "changed_meanwhile" }
  return now
}

async function findRefusal(tx: Tx, acting: Acting, { wider, added }: Widening) {
  if (wider && !(await hasSudo(tx, acting))) return { kind: "sudo_needed" } as const
  return (await areKnown(tx, added)) ? null : ({ kind: "not_found" } as const)
}

async function store(tx: Tx, input: Input): Promise<void> {
  const { serviceId, name, reach, networks, rights, expiresAt } = input
  const tenantIds = reach === "all" ? [] : [...new Set(input.tenantIds)]
  await tx.service.update({
    where: { id: serviceId },
    data: { name, reach, networks, rights, expiresAt },
    select: { id: true },
  })
  await setAccess(tx, serviceId, tenantIds)
}

/** Its links live no longer than the service. */
async function shortenLinks(tx: Tx, { serviceId, expiresAt }: Shortened): Promise<void> {
  if (expiresAt === null) return
  await tx.link.updateMany({
    where: { serviceId, doneAt: null, expiresAt: { gt: expiresAt } },
    data: { expiresAt },
  })
}

function widens(before: ServiceSettings, wanted: Wanted, added: string[]): boolean {
  return (
    (before.reach === "chosen" && wanted.reach === "all") ||
    added.length > 0 ||
    opensNetworks(before.networks, wanted.networks) ||
    wanted.rights.some((right) => !before.rights.includes(right)) ||
    lastsLonger(before.expiresAt, wanted.expiresAt)
  )
}

/** The chosen organisations that it does not reach yet: one that reaches all reaches none that waits for approval. */
async function findAdded(tx: Tx, before: ServiceSettings, wanted: Wanted): Promise<string[]> {
  if (wanted.reach === "all") return []
  const tenantIds = [...new Set(wanted.tenantIds)]
  const had = before.reach === "all" ? await listReached(tx, tenantIds) : before.tenantIds
  const known = new Set(had)
  return tenantIds.filter((tenantId) => !known.has(tenantId))
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

/** `added`: the organisations that it did not reach before. */
type Widening = { wider: boolean; added: string[] }
type Over = { kind: "not_found" } | { kind: "changed_meanwhile" }
type Shortened = { serviceId: string; expiresAt: Date | null }
type Input = OperationInput<"changeService">
type Wanted = Pick<Input, "reach" | "tenantIds" | "networks" | "rights" | "expiresAt">
