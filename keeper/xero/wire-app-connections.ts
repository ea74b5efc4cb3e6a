import type { z } from "zod"
import { isPart, OF_CONNECTION, rowsOf } from "@/keeper/xero/wire-connections"
import { membersOf, utcTime } from "@/keeper/xero/wire-values"

/** One element of an app's own list; when it was made has no zone and is UTC (docs/xero.md §1.7). */
const appConnection = membersOf({ ...OF_CONNECTION, createdDateUtc: utcTime })

/** The list that an app gets for itself: an organisation stands there once for each Xero user who connected it. */
export function readAppConnections(body: unknown): AppConnectionList | null {
  const rows = rowsOf(body).map((row) => appConnection.safeParse(row).data ?? null)
  const found = rows.flatMap((row) => {
    if (row === null || row.id === null || row.tenantId === null) return []
    return [{ ...row, id: row.id, tenantId: row.tenantId }]
  })
  if (isPart(body, rows.length)) return null
  if (found.length === 0 && !(Array.isArray(body) && body.length === 0)) return null
  const byId = new Map(found.map((one) => [one.id, one]))
  return { connections: [...byId.values()], unreadable: rows.length - found.length }
}

export type AppConnection = z.output<typeof appConnection> & { id: string; tenantId: string }
export type AppConnectionList = {
  connections: AppConnection[]
  /** How many rows name no connection or no tenant. */
  unreadable: number
}
