import { randomBytes } from "node:crypto"
import { ask, type Installation, lookTwice, startServer } from "@/keeper/testing/installation"

/** Starts its server and a keeper, and stops both. */
export async function runOnce(installation: Installation): Promise<(string | null)[]> {
  const server = await startServer(installation)
  const found = await lookTwice(server.url, installation)
  await server.stop()
  return found
}

/** As if what is stored had been stored so long ago. */
export async function age(url: string, interval: string): Promise<void> {
  await ask(url, `UPDATE "Installation" SET "renewedAt" = "renewedAt" - interval '${interval}'`)
}

export async function cloneDatabase(url: string): Promise<string> {
  const other = new URL(url)
  const name = `clone_${randomBytes(4).toString("hex")}`
  other.pathname = "template1"
  await ask(other.href, `CREATE DATABASE ${name} TEMPLATE ${new URL(url).pathname.slice(1)}`)
  other.pathname = name
  return other.href
}

/** The row, as a dump takes it along. */
export async function dumpRow(url: string): Promise<string> {
  const [row] = await ask(url, `SELECT to_jsonb(i)::text AS "text" FROM "Installation" i`)
  return String(row?.text)
}

export async function restoreRow(url: string, dump: string): Promise<void> {
  await ask(url, `DELETE FROM "Installation"`)
  const row = `jsonb_populate_record(NULL::"Installation", '${dump}')`
  await ask(url, `INSERT INTO "Installation" SELECT * FROM ${row}`)
}

export async function ordinaryRole(url: string): Promise<string> {
  await ask(url, "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC")
  await ask(url, "CREATE ROLE plain LOGIN CREATEDB PASSWORD 'plain'")
  const plain = new URL(url)
  const name = plain.pathname.slice(1)
  await ask(
    url,
    `GRANT ALL ON ALL TABLES IN SCHEMA public TO plain; ALTER DATABASE ${name} OWNER TO plain`,
  )
  plain.username = "plain"
  plain.password = "plain"
  return plain.href
}
