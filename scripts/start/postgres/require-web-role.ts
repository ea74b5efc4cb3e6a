import { requireDatabaseUrl } from "@/lib/db/database-url"
import { IS_MIGHTY } from "@/prisma/roles"
import { connectTo } from "./require-database"

/**
 * Refuses a WEB_DATABASE_URL that builds no wall: another database or schema than the keeper's, or a role that can do as
 * the keeper's does. Returns the role, by the name that the database knows it by.
 */
export async function requireWebRole(urls: DatabaseUrls): Promise<string> {
  const keeper = await look(urls.keeper, "DATABASE_URL")
  const web = await look(urls.web, "WEB_DATABASE_URL")
  const problem = judge(web, keeper) ?? (await judgeRole(urls.web))
  if (problem !== null) throw new Error(`WEB_DATABASE_URL ${problem}`)
  return web.role
}

function judge(web: Seen, keeper: Seen): string | null {
  if (web.database !== keeper.database || web.schema !== keeper.schema) {
    return "names another database or schema than DATABASE_URL. Both must name the same, with different roles."
  }
  if (web.role !== keeper.role) return null
  return `names the role of DATABASE_URL (${web.role}). Make one of its own: CREATE ROLE tenantry_web LOGIN PASSWORD '…'`
}

async function judgeRole(webUrl: string): Promise<string | null> {
  const [role] = await ask<{ may: boolean }>(webUrl, "WEB_DATABASE_URL", ROLE)
  if (role?.may === false) return null
  return "names a role that may do more than a role should: it is a superuser, may make roles or databases, or belongs to another role. Make one with: CREATE ROLE tenantry_web LOGIN PASSWORD '…'"
}

async function look(url: string, name: string): Promise<Seen> {
  const [seen] = await ask<Omit<Seen, "schema">>(url, name, WHERE)
  if (seen === undefined) throw new Error(`${name}: the database does not say what it is.`)
  return { ...seen, schema: requireDatabaseUrl(url).schema }
}

async function ask<Row extends object>(
  url: string,
  name: string,
  statement: string,
): Promise<Row[]> {
  const client = await connectTo(url, name)
  const { rows } = await client.query<Row>(statement).finally(() => client.end())
  return rows
}

const WHERE = `
  SELECT current_user::text AS "role", (SELECT system_identifier FROM pg_control_system()) || '/' || d.oid AS "database"
  FROM pg_database d WHERE d.datname = current_database()`

const ROLE = `SELECT ${IS_MIGHTY} AS "may" FROM pg_roles WHERE rolname = current_user`

type Seen = { role: string; database: string; schema: string }
type DatabaseUrls = { keeper: string; web: string }
