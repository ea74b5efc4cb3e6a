import type { Socket } from "node:net"
import { Client } from "pg"
import { connectionTo } from "@/lib/db/connection"
import { sqlStateOf } from "@/lib/db/sql-state"
import { kindOf } from "@/lib/log"

/** One that sends not a byte is away sooner than one that is slow: a busy machine must not look like an outage. */
const LIMITS: LookLimits = { silentInMs: 4_000, mostInMs: 12_000 }
// What PostgreSQL says while it stops, starts, or recovers. With any other code it answers those who are connected.
const NOT_YET = /^57P0[1-5]$/

/** Why the database cannot be asked, by a connection of its own; null where it answers. */
export async function lookAtDatabase(
  databaseUrl: string,
  { silentInMs, mostInMs }: LookLimits = LIMITS,
): Promise<string | null> {
  const config = connectionTo(databaseUrl)
  const sockets: Socket[] = []
  const client = new Client({
    ...config,
    connectionTimeoutMillis: mostInMs,
    query_timeout: mostInMs,
    stream() {
      const socket = config.stream()
      sockets.push(socket)
      return socket
    },
  })
  client.on("error", () => {})
  const silent = setTimeout(() => {
    for (const socket of sockets)
      if (socket.bytesRead === 0) socket.destroy(Object.assign(new Error(), { code: "SILENT" }))
  }, silentInMs)
  return client
    .connect()
    .then(() => client.query("SELECT 1"))
    .then(() => null, whyAway)
    .finally(() => {
      clearTimeout(silent)
      for (const socket of sockets) socket.destroy()
    })
}

function whyAway(error: unknown): string | null {
  const state = sqlStateOf(error)
  return state === null || NOT_YET.test(state) ? kindOf(error) : null
}

type LookLimits = { silentInMs: number; mostInMs: number }
