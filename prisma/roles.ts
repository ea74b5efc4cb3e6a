import { readFile } from "node:fs/promises"
import { type Client, escapeIdentifier } from "pg"
import { inPrisma } from "./sql-folder"

/**
 * Gives web's role what `prisma/roles/web.sql` says, and takes from it and from everybody (`PUBLIC`) whatever else they may do
 * with our tables: in one transaction, so that web never lacks what it needs. Our role must own the tables.
 */
export async function grantToWeb(client: Client, webRole: string): Promise<void> {
  const web = escapeIdentifier(webRole)
  const grants = (await readFile(inPrisma("roles/web.sql"), "utf8")).replaceAll(':"web"', web)
  await client.query("BEGIN")
  try {
    const { rows } = await client.query<{
      schema: string
      tables: string | null
      sequences: string
    }>(OURS)
    const [ours] = rows
    if (ours?.tables == null) throw new Error("only the role that owns the tables can give rights")
    await client.query(`REVOKE ALL ON ${ours.tables} FROM PUBLIC, ${web}`)
    await client.query(`REVOKE ALL ON SEQUENCE ${ours.sequences} FROM PUBLIC, ${web}`)
    await client.query(`GRANT USAGE ON SCHEMA ${ours.schema} TO ${web}`)
    await client.query(grants)
    await requireClosed(client, webRole)
    await client.query("COMMIT")
  } catch (cause) {
    await client.query("ROLLBACK").catch(() => {})
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`prisma/roles/web.sql could not be applied. ${said}`, {
      cause,
    })
  }
}

/** The roles that have web's rights, and nothing that web's must not have; while its password changes, two. */
export async function listWebRoles(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ role: string }>(WEB_ROLES)
  return rows.map(({ role }) => role)
}

/** Whoever makes functions in our schema can have ours call them, with our role's rights (CVE-2018-1058). */
async function requireClosed(client: Client, webRole: string): Promise<void> {
  const { rows } = await client.query<{ schema: string; own: string; open: boolean }>(
    `SELECT quote_ident(current_schema()) AS "schema", quote_ident(current_user) AS "own",
       has_schema_privilege($1, current_schema(), 'CREATE') AS "open"`,
    [webRole],
  )
  if (rows[0]?.open !== true) return
  const { schema, own } = rows[0]
  // Our own role may have its right from PUBLIC alone.
  throw new Error(
    `web's role may make things in the schema ${schema}; its owner runs: GRANT CREATE ON SCHEMA ${schema} TO ${own}; REVOKE CREATE ON SCHEMA ${schema} FROM PUBLIC, ${escapeIdentifier(webRole)}`,
  )
}

/** Whether a role of `pg_roles` may do more than a role should: whoever belongs to a role can act as it. */
export const IS_MIGHTY = `(
  rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
    OR EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid))`

// Beside its owner only web deletes there, and reads column by column.
const WEB_ROLES = `
  SELECT rolname::text AS "role" FROM pg_class, aclexplode(relacl), pg_roles
  WHERE pg_class.oid = to_regclass('"Throttle"') AND pg_roles.oid = grantee AND grantee <> relowner
    AND NOT ${IS_MIGHTY} AND NOT has_schema_privilege(grantee, relnamespace, 'CREATE')
  GROUP BY rolname HAVING bool_or(privilege_type = 'DELETE') AND NOT bool_or(privilege_type = 'SELECT')`

// Other programs may keep tables of their own in the schema.
const OURS = `
  SELECT quote_ident(current_schema()) AS "schema",
    string_agg(quote_ident(relname), ', ') FILTER (WHERE relkind IN ('r', 'v')) AS "tables",
    string_agg(quote_ident(relname), ', ') FILTER (WHERE relkind = 'S') AS "sequences"
  FROM pg_class
  WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v', 'S')
    AND pg_has_role(relowner, 'USAGE')`
