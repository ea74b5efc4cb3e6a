import type { z } from "zod"
import { guid, membersOf, text } from "@/keeper/xero/wire-values"

/** One element of GET /connections (xero-identity.yaml; `authEventId` and `tenantName` can be null). */
export const OF_CONNECTION = {
  id: guid,
  tenantId: guid,
  authEventId: guid,
  tenantType: text,
  tenantName: text,
}
const connection = membersOf(OF_CONNECTION)

/** The list of GET /connections, with its unreadable entries; null if there is no list. */
export function readConnections(body: unknown): ConnectionList | null {
  const rows = rowsOf(body)
  const read = rows.map((row) => connection.safeParse(row).data ?? NOTHING)
  const byTenant = new Map<string, ListedConnection>()
  for (const { tenantId, ...row } of read) {
    if (tenantId === null || (byTenant.get(tenantId)?.id ?? null) !== null) continue
    byTenant.set(tenantId, { tenantId, ...row })
  }
  if (!Array.isArray(body) && (byTenant.size === 0 || isPart(body, rows.length))) return null
  const unreadable = read.filter((row) => row.tenantId === null)
  return {
    connections: [...byTenant.values()],
    unreadable: unreadable.map((row) => row.tenantName ?? row.id ?? "(no name)"),
  }
}

/** Whether what is around the rows says that there are more: then none may be missed. Xero gives them all at once. */
export function isPart(body: unknown, rows: number): boolean {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return false
  const around = [body, ...Object.values(body)].filter((one) => !Array.isArray(one))
  return around
    .flatMap((one) => Object.entries(one ?? {}))
    .some(([name, value]) => {
      const is = name.toLowerCase().replace(/[^a-z]/g, "")
      if (PAGES.test(is)) return Number(value) > 1
      return ITEMS.test(is) ? Number(value) > rows : MORE.test(is) && Boolean(value)
    })
}

/** Of an object that is no connection itself, the list that it wraps. */
export function rowsOf(body: unknown): unknown[] {
  if (Array.isArray(body)) return body
  if (connection.safeParse(body).data?.tenantId != null) return [body]
  const lists = Object.values(body ?? {}).filter((one) => Array.isArray(one) && one.length > 0)
  const [wrapped, ...more] = lists
  return Array.isArray(wrapped) && more.length === 0 ? wrapped : [body]
}

const PAGES = /^(pagecount|totalpages|pages)$/
const ITEMS = /^(itemcount|totalcount|totalitems|total|odatacount)$/
const MORE = /^(next|nextlink|nextpage|nextcursor|hasmore|hasnext|odatanextlink)$/
const NOTHING = { id: null, tenantId: null, authEventId: null, tenantType: null, tenantName: null }

export type ListedConnection = z.output<typeof connection> & { tenantId: string }
export type ConnectionList = {
  connections: ListedConnection[]
  /** The rows that do not say which tenant they are about, by name if they have one. */
  unreadable: string[]
}
