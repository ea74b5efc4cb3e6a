import { interruptImportsOf } from "@/keeper/imports/interrupt-imports"
import type { Keeper } from "@/keeper/keeper"
import { withdrawLinksOfService } from "@/keeper/links/withdraw-links-of"
import { holdActing } from "@/keeper/members/hold-acting"
import { notifyOwners } from "@/keeper/services/manage/notify-owners"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Tx } from "@/lib/db/create-db"
import type { Acting } from "@/lib/members/sudo"

/**
 * Stops a service until it is enabled again; within a second every keeper refuses it, and its links are withdrawn. Disabling
 * twice changes nothing.
 */
export async function disableService(
  keeper: Pick<Keeper, "db">,
  memberId: string,
  { serviceId }: OperationInput<"disableService">,
): Promise<OperationOutput<"disableService">> {
  return keeper.db.$transaction(async (tx) => {
    const name = await findName(tx, serviceId)
    if (name === null) return { kind: "not_found" }
    const moved = await tx.$executeRaw`
      UPDATE "Service" SET "disabledAt" = clock_timestamp()
      WHERE "id" = ${serviceId}::uuid AND "disabledAt" IS NULL AND "revokedAt" IS NULL`
    if (moved > 0) await end(tx, { kind: "service.disabled", memberId, serviceId, name })
    return { kind: "service_disabled" }
  })
}

/** Lets a disabled service fetch again. */
export async function enableService(
  keeper: Pick<Keeper, "db">,
  acting: Acting,
  { serviceId }: OperationInput<"enableService">,
): Promise<OperationOutput<"enableService">> {
  return keeper.db.$transaction(async (tx) => {
    const over = await holdActing(tx, acting, "admin")
    if (over !== null) return over
    const { memberId } = acting
    if ((await findName(tx, serviceId)) === null) return { kind: "not_found" }
    const { count } = await tx.service.updateMany({
      where: { id: serviceId, disabledAt: { not: null }, revokedAt: null },
      data: { disabledAt: null },
    })
    if (count > 0) await notifyOwners(tx, { act: "enabled", memberId, serviceId })
    return { kind: "service_enabled" }
  })
}

/** Ends a service for good: its secrets, access and open links go, its page and ledger stay. */
export async function revokeService(
  keeper: Pick<Keeper, "db">,
  memberId: string,
  { serviceId }: OperationInput<"revokeService">,
): Promise<OperationOutput<"revokeService">> {
  return keeper.db.$transaction(async (tx) => {
    const name = await findName(tx, serviceId)
    if (name === null) return { kind: "not_found" }
    const moved = await tx.$executeRaw`
      UPDATE "Service" SET "revokedAt" = clock_timestamp()
      WHERE "id" = ${serviceId}::uuid AND "revokedAt" IS NULL`
    if (moved === 0) return { kind: "not_found" }
    await tx.serviceSecret.deleteMany({ where: { serviceId } })
    await tx.serviceAccess.deleteMany({ where: { serviceId } })
    await end(tx, { kind: "service.revoked", memberId, serviceId, name })
    return { kind: "service_revoked" }
  })
}

async function findName(tx: Tx, serviceId: string): Promise<string | null> {
  const service = await tx.service.findFirst({
    where: { id: serviceId, revokedAt: null },
    select: { name: true },
  })
  return service?.name ?? null
}

async function end(tx: Tx, { kind, memberId, serviceId, name }: Ended): Promise<void> {
  await recordEvent(tx, { kind, memberId, serviceId, detail: { service: name } })
  await withdrawLinksOfService(tx, { serviceId, memberId })
  await interruptImportsOf(tx, { serviceId })
}

type Ended = {
  kind: "service.disabled" | "service.revoked"
  memberId: string
  serviceId: string
  name: string
}
