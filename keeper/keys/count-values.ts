import { listSealedColumns } from "@/keeper/keys/sealed-columns"
import type { Db } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"
import { labelTenants } from "@/lib/names/label-tenants"

/** How many stored values of which kind hang on each key, and two of them. Needs no key: their envelopes say so. */
export async function countValues(db: Db): Promise<KeyCount[]> {
  const counts: KeyCount[] = []
  for (const { name: kind, table, column } of await listSealedColumns(db)) {
    const rows = await db.$queryRaw<Omit<KeyCount, "kind">[]>`
      SELECT coalesce(${keyIdIn(column)}, '?') AS "keyId", count(*)::int AS "values",
        ARRAY[min(${column} COLLATE "C"), max(${column} COLLATE "C")] AS "samples"
      FROM ${table} WHERE ${column} IS NOT NULL GROUP BY 1`
    counts.push(...rows.map((row) => ({ ...row, kind })))
  }
  return counts
}

/** What losing the keys that are not among `keyIds` costs: sign-ins whose newest token set hangs on them, by organisation. */
export async function listCosts(db: Db, keyIds: string[]): Promise<KeyCost[]> {
  const keyId = keyIdIn(Prisma.sql`t."refreshTokenSealed"`)
  const rows = await db.$queryRaw<{ keyId: string; organisations: Named[] }[]>`
    SELECT coalesce(${keyId}, '?') AS "keyId",
      ARRAY(SELECT jsonb_build_object('tenantId', o."tenantId", 'name', o."name") FROM "Connection" c JOIN "Tenant" o ON o."tenantId" = c."tenantId"
        WHERE c."grantId" = g."id" AND c."state" = 'connected' ORDER BY lower(o."name")) AS "organisations"
    FROM "Grant" g JOIN "TokenSet" t ON t."id" = g."currentTokenSetId"
    WHERE g."state" = 'active' AND t."refreshTokenSealed" IS NOT NULL
      AND NOT coalesce(${keyId} = ANY(${keyIds}), false)`
  const all = await labelTenants(
    db,
    rows.flatMap((one) => one.organisations),
  )
  const labels = new Map(all.map((one) => [one.tenantId, one.name]))
  const costs = new Map<string, KeyCost>()
  for (const { keyId, organisations } of rows) {
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

/**
 * The key's id in an envelope; NULL for what is none, because it was damaged. The longest id ends within these characters, and no
 * envelope is shorter.
 */
function keyIdIn(column: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`CASE WHEN ${column} ~ '^[A-Za-z0-9_-]{136}' THEN substring(
    encode(decode(translate(left(${column}, 136), '-_', '+/'), 'base64'), 'escape') FROM 'kid.{3}([A-Za-z0-9_.-]{1,64})[^A-Za-z0-9_.-]') END`
}

export type KeyCount = { keyId: string; kind: string; values: number; samples: string[] }
type Named = { tenantId: string; name: string }
export type KeyCost = { keyId: string; signIns: number; organisations: string[] }
