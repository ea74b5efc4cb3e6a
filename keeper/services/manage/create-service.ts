import { randomUUID } from "node:crypto"
import type { Keeper } from "@/keeper/keeper"
import { holdActing } from "@/keeper/members/hold-acting"
import { createClientSecret } from "@/keeper/services/access/client-secret"
import { notifyOwners } from "@/keeper/services/manage/notify-owners"
import { areKnown, setAccess } from "@/keeper/services/manage/tenants"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Acting } from "@/lib/members/sudo"

/** Creates a service with its first client secret, which appears in this answer and nowhere else. */
export async function createService(
  keeper: Keeper,
  acting: Acting,
  input: OperationInput<"createService">,
): Promise<OperationOutput<"createService">> {
  const { name, reach, networks, rights, expiresAt } = input
  const tenantIds = reach === "all" ? [] : [...new Set(input.tenantIds)]
  if (!(await areKnown(keeper.db, tenantIds))) return { kind: "not_found" }
  const id = randomUUID()
  const { clientSecret, digest, hint } = createClientSecret()
  return keeper.db.$transaction(async (tx) => {
    const over = await holdActing(tx, acting, "admin")
    if (over !== null) return over
    const { memberId } = acting
    await tx.service.create({
      data: {
        id,
        name,
        reach,
        networks,
        rights,
        expiresAt,
        createdById: memberId,
        secrets: { create: { digest, hint, seenById: memberId } },
      },
      select: { id: true },
    })
    await setAccess(tx, id, tenantIds)
    await notifyOwners(tx, { act: "created", memberId, serviceId: id })
    return { kind: "created", serviceId: id, clientSecret }
  })
}
