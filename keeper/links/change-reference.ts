import type { Keeper } from "@/keeper/keeper"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"

/** The name by which programs know an organisation, as its link gave it or as a member writes it; null takes it away. */
export function changeReference(
  { db }: Pick<Keeper, "db">,
  memberId: string,
  { tenantId, reference }: OperationInput<"changeReference">,
): Promise<OperationOutput<"changeReference">> {
  return db.$transaction(async (tx): Promise<OperationOutput<"changeReference">> => {
    const [before] = await tx.$queryRaw<{ reference: string | null }[]>`
      SELECT "reference" FROM "Tenant" WHERE "tenantId" = ${tenantId}::uuid FOR NO KEY UPDATE`
    if (before === undefined) return { kind: "not_found" }
    if (before.reference === reference) return { kind: "changed" }
    await tx.$executeRaw`
      UPDATE "Tenant" SET "reference" = ${reference} WHERE "tenantId" = ${tenantId}::uuid`
    const detail = { from: before.reference, to: reference }
    await recordEvent(tx, { kind: "tenant.reference_changed", memberId, tenantId, detail })
    return { kind: "changed" }
  })
}
