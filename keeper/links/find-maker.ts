import type { Tx } from "@/lib/db/create-db"

/** Who asks by a link, as its holder reads it: the member who made it or, of a service's link, the service. */
export async function findMaker(tx: Tx, linkId: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ name: string }[]>`
    SELECT coalesce(s."name", m."name") AS "name" FROM "Link" l
    JOIN "Member" m ON m."id" = l."madeById" LEFT JOIN "Service" s ON s."id" = l."serviceId"
    WHERE l."id" = ${linkId}::uuid`
  return row?.name ?? ""
}
