import { type Client, escapeIdentifier } from "pg"

/**
 * The rights that the role lacks, each with the statement that grants it. `toMigrate`: tables will be
 * made, too.
 */
export async function listMissingRights(client: Client, need: Need): Promise<string[]> {
  const { schema, tables, toMigrate } = need
  const { rows } = await client.query<Rights>(RIGHTS, [schema, tables])
  const [rights] = rows
  if (rights === undefined) return []
  const [role, place] = [rights.role, escapeIdentifier(schema)]
  if (!rights.exists) {
    return rights.mayMakeSchema
      ? []
      : [`Its role may make no schema. Run: CREATE SCHEMA ${place} AUTHORIZATION ${role}`]
  }
  if (!rights.mayUse || (!rights.mayMake && (toMigrate || rights.unknown))) {
    return [
      `Its role may make no tables in the schema ${schema}. Run: GRANT USAGE, CREATE ON SCHEMA ${place} TO ${role}`,
    ]
  }
  if (rights.owner !== null) {
    return [
      `Its tables belong to ${rights.owner}, and only their owner sees every row. Start with that role, or run: GRANT ${rights.owner} TO ${role}`,
    ]
  }
  return []
}

// "owner" is the owner of a table of ours that is not the role's own; "unknown": there is no table of ours.
const RIGHTS = `
  WITH place AS (SELECT n.oid FROM (VALUES (1)) one LEFT JOIN pg_namespace n ON n.nspname = $1),
  ours AS (
    SELECT c.relowner FROM pg_class c JOIN place ON place.oid = c.relnamespace
    WHERE c.relname = ANY($2) AND c.relkind IN ('r', 'v')
  )
  SELECT quote_ident(current_user) AS "role", place.oid IS NOT NULL AS "exists",
    has_database_privilege(current_database(), 'CREATE') AS "mayMakeSchema",
    coalesce(has_schema_privilege(place.oid, 'USAGE'), false) AS "mayUse",
    coalesce(has_schema_privilege(place.oid, 'CREATE'), false) AS "mayMake",
    NOT EXISTS (SELECT FROM ours) AS "unknown",
    (SELECT quote_ident(pg_get_userbyid(relowner)) FROM ours WHERE NOT pg_has_role(relowner, 'USAGE') LIMIT 1) AS "owner"
  FROM place`

type Need = { schema: string; tables: string[]; toMigrate: boolean }
type Rights = {
  role: string
  exists: boolean
  mayMakeSchema: boolean
  mayUse: boolean
  mayMake: boolean
  unknown: boolean
  owner: string | null
}
