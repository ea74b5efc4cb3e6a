import { listSealedColumns } from "@/keeper/keys/sealed-columns"
import type { Db } from "@/lib/db/create-db"
import { labelTenants } from "@/lib/names/label-tenants"

/**
 * So much of a sealed value tells its key and no row: it ends within the installation's id, which follows the key's. Values of one
 * key and column begin alike.
 */
const HEAD = 108

/** How many stored values of which kind hang on each key. Needs no key: their envelopes say so. */
export async function countValues(db: Db): Promise<KeyCount[]> {
  const counts = new Map<string, KeyCount>()
  for (const { name: kind, table, column } of await listSealedColumns(db)) {
    const rows = await db.$queryRaw<{ head: string; values: number }[]>`
      SELECT left(${column}, ${HEAD}) AS "head", count(*)::int AS "values" FROM ${table}
      WHERE ${column} IS NOT NULL GROUP BY 1`
    for (const { head, values } of rows) {
      const keyId = keyIdIn(head)
      const known = counts.get(`${keyId} ${kind}`)?.values ?? 0
      counts.set(`${keyId} ${kind}`, { keyId, kind, values: known + values })
    }
  }
  return [...counts.values()]
}

/** What losing the keys that are not among `keyIds` costs: sign-ins whose newest token set hangs on them, by organisation. */
export async function listCosts(db: Db, keyIds: string[]): Promise<KeyCost[]> {
  const rows = await db.$queryRaw<{ head: string; organisations: Named[] }[]>`
    SELECT left(t."refreshTokenSealed", ${HEAD}) AS "head",
      ARRAY(SELECT jsonb_build_object('tenantId', o."tenantId", 'name', o."name") FROM "Connection" c JOIN "Tenant" o ON o."tenantId" = c."tenantId"
        WHERE c."grantId" = g."id" AND c."state" = 'connected' ORDER BY lower(o."name")) AS "organisations"
    FROM "Grant" g JOIN "TokenSet" t ON t."id" = g."currentTokenSetId"
    WHERE g."state" = 'active' AND t."refreshTokenSealed" IS NOT NULL
      AND NOT left(t."refreshTokenSealed", ${HEAD}) = ANY(${await listHeads(db, keyIds)})`
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

/** How values begin that hang on one of the keys, so that PostgreSQL passes over them. */
async function listHeads(db: Db, keyIds: string[]): Promise<string[]> {
  const rows = await db.$queryRaw<{ head: string }[]>`
    SELECT DISTINCT left("refreshTokenSealed", ${HEAD}) AS "head" FROM "TokenSet" WHERE "refreshTokenSealed" IS NOT NULL`
  return rows.flatMap(({ head }) => (keyIds.includes(keyIdIn(head)) ? [head] : []))
}

/** "?" for what is no sealed value, because it was damaged. */
function keyIdIn(sealed: string): string {
  const header = Buffer.from(sealed.slice(0, HEAD), "base64url").toString("latin1")
  return /"kid":"([A-Za-z0-9_.-]{1,64})"/.exec(header)?.[1] ?? "?"
}

export type KeyCount = { keyId: string; kind: string; values: number }
type Named = { tenantId: string; name: string }
export type KeyCost = { keyId: string; signIns: number; organisations: string[] }
