import { spawnSync } from "node:child_process"
import { createInterface } from "node:readline"
import { openClient } from "@/lib/db/connection"
import { findEmbedded } from "@/scripts/start/postgres/find-embedded"

/** Runs the machine's psql on the embedded database, with these arguments; without psql, a plain prompt for statements. */
export async function openPrompt(args: string[]): Promise<void> {
  const dataDir = process.env.DATA_DIR ?? ".data"
  const url = findEmbedded(dataDir)
  if (url === null) {
    console.error(`No database runs on ${dataDir}. Start it with \`npm run dev\` or \`npm start\`.`)
    process.exit(1)
  }
  const { hostname, port, username, password } = new URL(url)
  // Not as an argument, which everyone on this machine could read.
  const connection = { PGHOST: hostname, PGPORT: port, PGUSER: username, PGPASSWORD: password }
  const env = { ...process.env, ...connection, PGDATABASE: "tenantry" }
  const { error, status } = spawnSync("psql", args, { env, stdio: "inherit" })
  if (error === undefined) process.exit(status ?? 1)
  await readStatements(url)
}

async function readStatements(url: string): Promise<void> {
  const client = await openClient(url)
  const lines = createInterface({
    input: process.stdin,
    output: process.stdout,
    prompt: "tenantry> ",
  })
  console.log("psql is not installed. Type SQL that ends in a semicolon; Ctrl-D leaves.")
  let statement = ""
  lines.prompt()
  for await (const line of lines) {
    statement += `${line}\n`
    if (!statement.trimEnd().endsWith(";")) continue
    await client.query(statement).then(
      ({ rows, rowCount }) =>
        rows.length > 0 ? console.table(rows) : console.log(`${rowCount} rows`),
      (cause: Error) => console.error(cause.message),
    )
    statement = ""
    lines.prompt()
  }
  await client.end()
}
