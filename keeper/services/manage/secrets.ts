import type { Keeper } from "@/keeper/keeper"
import { holdActing } from "@/keeper/members/hold-acting"
import { createClientSecret } from "@/keeper/services/access/client-secret"
import { notifyOwners } from "@/keeper/services/manage/notify-owners"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Acting } from "@/lib/members/sudo"

const MOST_SECRETS = 2

/** A second client secret beside the first, so that a service can change over without a gap. */
export async function addServiceSecret(
  keeper: Keeper,
  acting: Acting,
  { serviceId }: OperationInput<"addServiceSecret">,
): Promise<OperationOutput<"addServiceSecret">> {
  const { clientSecret, digest, hint } = createClientSecret()
  return keeper.db.$transaction(async (tx) => {
    const over = await holdActing(tx, acting, "admin")
    if (over !== null) return over
    const { memberId } = acting
    // Lock first, count after: two calls at the same moment then see each other's secret.
    const locked = await tx.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Service" WHERE "id" = ${serviceId}::uuid AND "revokedAt" IS NULL FOR UPDATE`
    if (locked.length === 0) return { kind: "not_found" }
    const secrets = await tx.serviceSecret.count({ where: { serviceId } })
    if (secrets >= MOST_SECRETS) return { kind: "two_secrets_already" }
    const data = { serviceId, digest, hint, seenById: memberId }
    await tx.serviceSecret.create({ data, select: { id: true } })
    await notifyOwners(tx, { act: "secret_added", memberId, serviceId })
    return { kind: "secret_added", clientSecret }
  })
}

/** Removes a client secret: within a second no keeper accepts it. */
export async function removeServiceSecret(
  keeper: Keeper,
  memberId: string,
  { serviceId, secretId }: OperationInput<"removeServiceSecret">,
): Promise<OperationOutput<"removeServiceSecret">> {
  return keeper.db.$transaction(async (tx) => {
    const secret = await tx.serviceSecret.findFirst({
      where: { id: secretId, serviceId },
      select: { hint: true, service: { select: { name: true } } },
    })
    if (secret === null) return { kind: "not_found" }
    const { count } = await tx.serviceSecret.deleteMany({ where: { id: secretId, serviceId } })
    if (count === 0) return { kind: "not_found" }
    const detail = { service: secret.service.name, hint: secret.hint }
    await recordEvent(tx, { kind: "service.secret_removed", memberId, serviceId, detail })
    return { kind: "secret_removed" }
  })
}
