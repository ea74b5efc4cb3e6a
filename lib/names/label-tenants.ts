import type { Tx } from "@/lib/db/create-db"
import { findTenantMarks } from "@/lib/names/find-marks"
import { labelOf } from "@/lib/names/label"

/** The same organisations, each name with what tells it from its namesakes: as lists, choosers and messages show them. */
export async function labelTenants<T extends NamedTenant>(tx: Tx, rows: T[]): Promise<T[]> {
  const ids = rows.map((one) => one.tenantId)
  const marks = await findTenantMarks(tx, ids)
  return rows.map((one) => ({
    ...one,
    name: labelOf({ name: one.name, mark: marks.get(one.tenantId) ?? null }),
  }))
}

/** One of them by its label; null where there is none. */
export async function findTenantLabel(tx: Tx, tenantId: string | null): Promise<string | null> {
  if (tenantId === null) return null
  const select = { tenantId: true, name: true } as const
  const tenant = await tx.tenant.findUnique({ where: { tenantId }, select })
  const [labelled] = tenant === null ? [] : await labelTenants(tx, [tenant])
  return labelled?.name ?? null
}

type NamedTenant = { tenantId: string; name: string }
