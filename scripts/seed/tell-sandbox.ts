import type { Db } from "@/lib/db/create-db"
import { sandboxControl } from "@/sandbox/control"

/** Lets the sandbox list the current app's connections, so that the hourly count finds them at Xero as they stand here. */
export async function tellSandbox(db: Db, apiUrl: string): Promise<void> {
  const known = await db.connection.findMany({
    where: { state: "connected", grant: { xeroApp: { current: true } } },
    select: {
      connectionId: true,
      tenant: { select: { tenantId: true, name: true, type: true } },
      grant: { select: { xeroUserId: true } },
    },
  })
  await sandboxControl(apiUrl).seed({
    organisations: known.map(({ tenant }) => ({
      tenantId: tenant.tenantId,
      name: tenant.name,
      tenantType: tenant.type,
    })),
    connections: known.map(({ connectionId, tenant, grant }) => ({
      id: connectionId,
      xeroUserId: grant.xeroUserId,
      tenantId: tenant.tenantId,
    })),
  })
}
