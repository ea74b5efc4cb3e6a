import type { KnownTenant } from "@/keeper/services/memory/read-tenant"

/** Which remembered tenants have a grant as an authoriser that does not serve them now. */
export function createReserves(): Reserves {
  const tenantIds = new Map<string, Set<string>>()
  return {
    add(tenant) {
      for (const grantId of reservesOf(tenant)) {
        tenantIds.set(grantId, (tenantIds.get(grantId) ?? new Set()).add(tenant.tenantId))
      }
    },
    remove(tenant) {
      for (const grantId of reservesOf(tenant)) {
        const behind = tenantIds.get(grantId)
        behind?.delete(tenant.tenantId)
        if (behind?.size === 0) tenantIds.delete(grantId)
      }
    },
    behind: (grantId) => [...(tenantIds.get(grantId) ?? [])],
  }
}

function reservesOf({ grantId, grantIds }: KnownTenant): string[] {
  return grantIds.filter((one) => one !== grantId)
}

type Reserves = {
  add(tenant: KnownTenant): void
  remove(tenant: KnownTenant): void
  /** The ids of the tenants that the grant waits to serve. */
  behind(grantId: string): string[]
}
