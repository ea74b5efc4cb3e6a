import type { Keeper } from "@/keeper/keeper"
import { lockOwners } from "@/keeper/members/store-role"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { findMemberLabel } from "@/lib/names/find-labels"

/** Lets one owner alone use a password, for the day on which the issuer is away; or everybody again. */
export async function limitPasswords(
  { db }: Pick<Keeper, "db">,
  memberId: string,
  { emergencyOwnerId }: OperationInput<"limitPasswords">,
): Promise<OperationOutput<"limitPasswords">> {
  return db.$transaction(async (tx): Promise<OperationOutput<"limitPasswords">> => {
    if (!(await lockOwners(tx)).includes(memberId)) return { kind: "forbidden" }
    const [owner] = await tx.$queryRaw<{ id: string }[]>`
      SELECT "id"::text FROM "Member" WHERE "id" = ${emergencyOwnerId}::uuid AND "role" = 'owner'
        AND "disabledAt" IS NULL AND "passwordHash" IS NOT NULL FOR UPDATE`
    if (emergencyOwnerId !== null && owner === undefined) return { kind: "no_such_owner" }
    const { count } = await tx.ssoSettings.updateMany({ data: { emergencyOwnerId } })
    if (count === 0) return { kind: "no_sso" }
    const emergencyOwner = owner === undefined ? null : await findMemberLabel(tx, owner.id)
    const detail = { emergencyOwner }
    await recordEvent(tx, { kind: "sso.passwords_limited", memberId, detail })
    return { kind: "changed" }
  })
}
