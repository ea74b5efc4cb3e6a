import { labelTenants } from "@/lib/names/label-tenants"
import { db } from "@/web/db"

/** The same organisations, each name with what tells it from its namesakes: as lists and choosers show them. */
export function labelled<T extends { tenantId: string; name: string }>(rows: T[]): Promise<T[]> {
  return labelTenants(db(), rows)
}
