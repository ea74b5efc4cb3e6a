import { randomInt, randomUUID } from "node:crypto"
import {
  type Connection,
  markChanged,
  type Organisation,
  sandboxNow,
  switchesOf,
  type World,
  type XeroUser,
} from "@/sandbox/world/world"

/** The app's connections through one Xero user, or all of them when none is named. */
export function listConnections(world: World, { clientId, xeroUserId }: Of): Connection[] {
  return [...world.connections.values()].filter(
    (connection) =>
      connection.clientId === clientId &&
      (xeroUserId === null || connection.xeroUserId === xeroUserId),
  )
}

/** What the consent screen's drop-down offers: not yet connected by this Xero user, role standard or adviser. */
export function listConnectable(
  world: World,
  { clientId, xeroUserId }: { clientId: string; xeroUserId: string },
): Organisation[] {
  const user = world.xeroUsers.get(xeroUserId)
  const own = listConnections(world, { clientId, xeroUserId })
  const connected = new Set(own.map(({ tenantId }) => tenantId))
  return [...world.organisations.values()].filter(
    ({ tenantId }) => mayConnect(user, tenantId) && !connected.has(tenantId),
  )
}

/** Whether the Xero user's role in the organisation allows it to connect an app (docs/xero.md §4.6). */
export function mayConnect(user: XeroUser | undefined, tenantId: string): boolean {
  return ["standard", "adviser"].includes(user?.roles[tenantId] ?? "")
}

/** True when the app holds as many connections as its tier allows (docs/xero.md §4.4). */
export function isAtConnectionCap(world: World, clientId: string, adding = 0): boolean {
  const { connectionCap } = switchesOf(world)
  const held = listConnections(world, { clientId, xeroUserId: null }).length
  return connectionCap !== null && held + adding >= connectionCap
}

/** Records that a Xero user connected a tenant in a consent; a reconnect keeps the date of the first time. */
export function connectTenant(
  world: World,
  { id = randomUUID(), clientId, xeroUserId, tenantId, authEventId }: NewConnection,
): Connection {
  const updatedDateUtc = xeroTimestamp(sandboxNow(world))
  const pair = `${clientId} ${xeroUserId} ${tenantId}`
  const createdDateUtc = world.firstConnectedAt.get(pair) ?? updatedDateUtc
  const dates = { createdDateUtc, updatedDateUtc }
  const connection = { id, clientId, authEventId, tenantId, xeroUserId, ...dates }
  world.connections.set(id, connection)
  world.firstConnectedAt.set(pair, createdDateUtc)
  markChanged(world)
  return connection
}

/** Removes the connections that match; returns how many there were. */
export function removeConnections(
  world: World,
  matches: (connection: Connection) => boolean,
): number {
  const removed = [...world.connections.values()].filter(matches)
  for (const { id } of removed) world.connections.delete(id)
  if (removed.length > 0) markChanged(world)
  return removed.length
}

/** Seven fractional digits and no zone: .NET's form of UTC (docs/xero.md §1.7). */
function xeroTimestamp(atInMs: number): string {
  const beyondMilliseconds = String(randomInt(10_000)).padStart(4, "0")
  return new Date(atInMs).toISOString().replace("Z", beyondMilliseconds)
}

type Of = { clientId: string; xeroUserId: string | null }
type NewConnection = Pick<Connection, "clientId" | "xeroUserId" | "tenantId" | "authEventId"> & {
  id?: string | undefined
}
