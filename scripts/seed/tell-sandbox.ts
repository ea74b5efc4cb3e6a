import { randomUUID } from "node:crypto"
import type { Db } from "@/lib/db/create-db"
import { sandboxControl } from "@/sandbox/control"

/** Lets the sandbox list the current app's connections, so that the hourly count finds them at Xero as they stand here. */
export async function tellSandbox(db: Db, apiUrl: string): Promise<void> {
  const counted = await db.appConnection.findMany({
    where: { xeroApp: { current: true } },
    select: { connectionId: true, tenantId: true, name: true, type: true },
  })
  const known = await db.connection.findMany({
    where: { grant: { xeroApp: { current: true } } },
    select: { connectionId: true, grant: { select: { xeroUserId: true } } },
  })
  const xeroUsers = new Map(known.map((one) => [one.connectionId, one.grant.xeroUserId]))
  await sandboxControl(apiUrl).seed({
    organisations: counted.map(({ tenantId, name, type: tenantType }) => ({
      tenantId,
      name,
      tenantType,
    })),
    connections: counted.map(({ connectionId: id, tenantId }) => ({
      id,
      xeroUserId: xeroUsers.get(id) ?? randomUUID(),
      tenantId,
    })),
  })
}
