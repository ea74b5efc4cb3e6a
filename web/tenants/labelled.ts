import { findTenantMarks } from "@/lib/names/find-marks"
import { labelOf } from "@/lib/names/label"
import { db } from "@/web/db"

/** The same organisations, each name with what tells it from its namesakes: as lists and choosers show them. */
export async function labelled<T extends { tenantId: string; name: string }>(
  rows: T[],
): Promise<T[]> {
  const marks = await findTenantMarks(
    db(),
    rows.map((one) => one.tenantId),
  )
  return rows.map((one) => ({
    ...one,
    name: labelOf({ name: one.name, mark: marks.get(one.tenantId) ?? null }),
  }))
}
