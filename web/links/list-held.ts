import type { Organisation } from "@/lib/contract/outcomes"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { labelled } from "@/web/tenants/labelled"

const MOST_NAMED = 5

/** How many organisations came by a link and wait for an admin's approval, and those that wait longest. */
export async function listHeld(): Promise<Held> {
  await requireMember("viewer")
  const where = { heldSince: { not: null }, removedAt: null }
  const [count, first] = await Promise.all([
    db().tenant.count({ where }),
    db().tenant.findMany({
      where,
      orderBy: [{ heldSince: "asc" }, { tenantId: "asc" }],
      take: MOST_NAMED,
      select: { tenantId: true, name: true },
    }),
  ])
  return { count, first: await labelled(first) }
}

/** Whether this organisation is one of them. */
export async function isHeld(tenantId: string): Promise<boolean> {
  await requireMember("viewer")
  const where = { tenantId, heldSince: { not: null }, removedAt: null }
  return (await db().tenant.count({ where })) > 0
}

export type Held = { count: number; first: Organisation[] }
