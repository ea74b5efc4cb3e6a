import { randomUUID } from "node:crypto"
import type { Db } from "@/lib/db/create-db"
import { sandboxControl } from "@/sandbox/control"

/**
 * Lets the sandbox know what stands here as it would be at Xero: the Xero users with their rights, and what the current app's
 * hourly count finds. Returns a refresh token for each of its grants: one that Xero refuses where the chain has ended.
 */
export async function tellSandbox(db: Db, apiUrl: string): Promise<NewChain[]> {
  const current = { xeroApp: { current: true } }
  const counted = await db.appConnection.findMany({
    where: current,
    select: { connectionId: true, tenantId: true, name: true, type: true },
  })
  const known = await db.connection.findMany({
    where: { grant: current },
    select: { connectionId: true, grantId: true, tenantId: true, tenant: { select: TENANT } },
  })
  const grants = await db.grant.findMany({
    where: current,
    select: {
      id: true,
      state: true,
      xeroUserId: true,
      xeroUserName: true,
      xeroUserEmail: true,
      scopes: true,
    },
  })
  const active = grants.filter(({ state }) => state === "active")
  const xeroUserOf = new Map(grants.map((one) => [one.id, one.xeroUserId]))
  const grantOf = new Map(known.map((one) => [one.connectionId, one.grantId]))
  const { chains } = await sandboxControl(apiUrl).seed({
    users: grants.map((one) => ({
      xeroUserId: one.xeroUserId,
      givenName: one.xeroUserName,
      familyName: "",
      email: one.xeroUserEmail ?? "",
      roles: Object.fromEntries(
        known.filter(({ grantId }) => grantId === one.id).map((it) => [it.tenantId, "adviser"]),
      ),
    })),
    organisations: [
      ...counted,
      ...known.map((one) => ({ tenantId: one.tenantId, ...one.tenant })),
    ].map(({ tenantId, name, type: tenantType }) => ({ tenantId, name, tenantType })),
    connections: counted.map(({ connectionId: id, tenantId }) => ({
      id,
      xeroUserId: xeroUserOf.get(grantOf.get(id) ?? "") ?? randomUUID(),
      tenantId,
    })),
    chains: active.map(({ xeroUserId, scopes }) => ({ xeroUserId, scopes })),
  })
  const alive = new Map(chains.map((one) => [one.xeroUserId, one.refreshToken]))
  return grants.map(({ id: grantId, xeroUserId }) => ({
    grantId,
    refreshToken: alive.get(xeroUserId) ?? randomUUID(),
  }))
}

const TENANT = { name: true, type: true } as const

export type NewChain = { grantId: string; refreshToken: string }
