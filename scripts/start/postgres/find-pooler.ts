import type { Client } from "pg"
import { openClient } from "@/lib/db/connection"

/**
 * A pooler in transaction mode gives one server process to several connections in turn: a second connection that meets the
 * first one's process proves it. Best effort: a busy pooler may have another process free.
 */
export async function findPooler(client: Client, databaseUrl: string): Promise<string[]> {
  const other = await openClient(databaseUrl)
  const mine = await readPid(client)
  const theirs = await readPid(other).finally(() => other.end())
  if (mine !== theirs) return []
  return [
    "A pooler in transaction mode stands in between, which drops LISTEN and session settings. Name PostgreSQL itself.",
  ]
}

async function readPid(client: Client): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid")
  return rows[0]?.pid
}
