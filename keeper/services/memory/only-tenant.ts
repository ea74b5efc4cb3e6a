import type { Eventual } from "@/keeper/services/access/eventual"
import type { KnownService } from "@/keeper/services/memory/service-cache"
import type { Db } from "@/lib/db/create-db"

/**
 * The only organisation that a service reaches, if there is exactly one; the caller then need not name it. Services
 * that reach all organisations share one answer, kept until any organisation changes.
 */
export function createOnlyTenant(db: Db): OnlyTenant {
  let known: { tenantId: string | null } | null = null
  let forgotten = 0

  async function read(): Promise<string | null> {
    const before = forgotten
    const tenantId = await readOnlyTenant(db)
    if (forgotten === before) known = { tenantId }
    return tenantId
  }

  return {
    find({ tenantIds }) {
      if (tenantIds === null) return known === null ? read() : known.tenantId
      const [only = null] = tenantIds
      return tenantIds.size === 1 ? only : null
    },
    forget() {
      known = null
      forgotten += 1
    },
  }
}

async function readOnlyTenant(db: Db): Promise<string | null> {
  const rows = await db.$queryRaw<{ tenantId: string }[]>`
    SELECT t."tenantId" FROM "Tenant" t
    WHERE t."removedAt" IS NULL AND t."heldSince" IS NULL
      AND EXISTS (SELECT 1 FROM "Connection" c WHERE c."tenantId" = t."tenantId" AND c."state" <> 'offered')
    LIMIT 2`
  const [only] = rows
  return rows.length === 1 && only !== undefined ? only.tenantId : null
}

type Reach = Pick<KnownService, "tenantIds">
export type OnlyTenant = {
  /** Null if there is none, or several. At once if the database need not be asked. */
  find(service: Reach): Eventual<string | null>
  forget(): void
}
