import { findServiceLabels } from "@/lib/names/find-labels"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

const MOST_LISTED = 500

/** The services that organisations can be added to, by name: those that reach chosen ones. */
export async function listExtendable(): Promise<{ serviceId: string; name: string }[]> {
  await requireMember("admin")
  const rows = await db().service.findMany({
    where: { reach: "chosen", revokedAt: null },
    orderBy: { name: "asc" },
    take: MOST_LISTED,
    select: { id: true, name: true },
  })
  const serviceIds = rows.map((row) => row.id)
  const labels = await findServiceLabels(db(), serviceIds)
  return rows.map(({ id, name }) => ({ serviceId: id, name: labels.get(id) ?? name }))
}
