import { listSealedColumns } from "@/keeper/keys/sealed-columns"
import { DAMAGED } from "@/lib/damaged-values"
import type { Db } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"
import { labelTenants } from "@/lib/names/label-tenants"

// What follows a key's id in an envelope, as it stands in base64 by how far into a group of three bytes it begins.
const ID_ENDS = ['","ctx":"', '"ctx":', ',"ctx"'].map((end) =>
  Buffer.from(end).toString("base64url"),
)
// An id of 64 characters ends within so many, and an envelope is no shorter.
const LONGEST_HEAD = 136

/** How many stored values of which kind hang on each key, and two of them. Needs no key: their envelopes say so. */
export async function countValues(db: Db): Promise<KeyCount[]> {
  const counts = new Map<string, KeyCount>()
  for (const { name: kind, table, column } of await listSealedColumns(db)) {
    const rows = await db.$queryRaw<Omit<KeyCount, "kind" | "keyId">[]>`
      SELECT ${headOf(column)} AS "head", count(*)::int AS "values",
        ARRAY[min(${column} COLLATE "C"), max(${column} COLLATE "C")] AS "samples"
      FROM ${table} WHERE ${column} IS NOT NULL GROUP BY 1`
    for (const row of rows) {
      const keyId = keyIdIn(row.head)
      // Damaged ones begin in many ways.
      const known = counts.get(`${keyId} ${kind}`)?.values ?? 0
      counts.set(`${keyId} ${kind}`, { ...row, keyId, kind, values: known + row.values })
    }
  }
  return [...counts.values()]
}

/** What is lost with the keys that are not among `heads`: sign-ins whose newest token set needs such a key, by organisation. */
export async function listCosts(db: Db, heads: string[]): Promise<KeyCost[]> {
  const head = headOf(Prisma.sql`t."refreshTokenSealed"`)
  const rows = await db.$queryRaw<{ head: string; organisations: Named[] }[]>`
    SELECT ${head} AS "head",
      ARRAY(SELECT jsonb_build_object('tenantId', o."tenantId", 'name', o."name") FROM "Connection" c JOIN "Tenant" o ON o."tenantId" = c."tenantId"
        WHERE c."grantId" = g."id" AND c."state" = 'connected' ORDER BY lower(o."name")) AS "organisations"
    FROM "Grant" g JOIN "TokenSet" t ON t."id" = g."currentTokenSetId"
    WHERE g."state" = 'active' AND t."refreshTokenSealed" IS NOT NULL
      AND NOT ${head} = ANY(${heads})`
  const all = await labelTenants(
    db,
    rows.flatMap((one) => one.organisations),
  )
  const labels = new Map(all.map((one) => [one.tenantId, one.name]))
  const costs = new Map<string, KeyCost>()
  for (const { head, organisations } of rows) {
    const keyId = keyIdIn(head)
    const known = costs.get(keyId) ?? { keyId, signIns: 0, organisations: [] }
    costs.set(keyId, {
      keyId,
      signIns: known.signIns + 1,
      organisations: [
        ...known.organisations,
        ...organisations.map((one) => labels.get(one.tenantId) ?? one.name),
      ],
    })
  }
  return [...costs.values()]
}

/** How an envelope begins, its key's id included: the same for all that one key sealed. */
function headOf(column: Prisma.Sql): Prisma.Sql {
  const [one, two, three] = ID_ENDS
  return Prisma.sql`split_part(split_part(split_part(left(${column}, ${LONGEST_HEAD}), ${one}, 1), ${two}, 1), ${three}, 1)`
}

function keyIdIn(head: string): string {
  const text = Buffer.from(head, "base64url").toString("latin1")
  return /"kid":"([A-Za-z0-9_.-]{1,64})/.exec(text)?.[1] ?? DAMAGED
}

export type KeyCount = {
  keyId: string
  kind: string
  values: number
  head: string
  samples: string[]
}
type Named = { tenantId: string; name: string }
export type KeyCost = { keyId: string; signIns: number; organisations: string[] }
