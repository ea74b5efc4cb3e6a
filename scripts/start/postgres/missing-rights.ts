import { type Client, escapeIdentifier } from "pg"

/**
 * The rights that the role lacks, each with the statement that grants it. `toMigrate`: tables will be changed, not only
 * used.
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
  if (rights.unusable !== null) {
    return [
      `Its role may not use the table ${rights.unusable}. Run: GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA ${place} TO ${role}; GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${place} TO ${role}; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${place} TO ${role}`,
    ]
  }
  if (toMigrate && rights.owner !== null) {
    return [
      `Its tables belong to ${rights.owner}, and this version has to change them. Start once with that role, or run: GRANT ${rights.owner} TO ${role}`,
    ]
  }
  return []
}

// "unusable" is a table of ours; "owner" is the owner of a table that is not the role's own; "unknown": there is no
// table of ours.
const RIGHTS = `
  WITH place AS (SELECT n.oid FROM (VALUES (1)) one LEFT JOIN pg_namespace n ON n.nspname = $1),
  ours AS (
    SELECT c.oid, c.relname, c.relowner FROM pg_class c JOIN place ON place.oid = c.relnamespace
    WHERE c.relname = ANY($2) AND c.relkind IN ('r', 'v')
  )
  SELECT quote_ident(current_user) AS "role", place.oid IS NOT NULL AS "exists",
    has_database_privilege(current_database(), 'CREATE') AS "mayMakeSchema",
    coalesce(has_schema_privilege(place.oid, 'USAGE'), false) AS "mayUse",
    coalesce(has_schema_privilege(place.oid, 'CREATE'), false) AS "mayMake",
    NOT EXISTS (SELECT FROM ours) AS "unknown",
    (SELECT quote_ident(relname) FROM ours WHERE NOT (
      has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
      AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE')) ORDER BY 1 LIMIT 1) AS "unusable",
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
  unusable: string | null
  owner: string | null
}
