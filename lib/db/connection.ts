import type { Socket } from "node:net"
import { Client, type PoolConfig } from "pg"
import { createSocket } from "@/lib/db/create-socket"
import { requireDatabaseUrl } from "@/lib/db/database-url"
import { createPrimarySocket } from "@/lib/db/primary"
import { type OwnSettings, sessionOptions } from "@/lib/db/session-settings"

const CONNECT_TIMEOUT_IN_SECONDS = 5

/**
 * What `pg` needs to open a connection or a pool: the one place that turns DATABASE_URL into one. Every session has the
 * settings of `SESSION_SETTINGS`, changed only by `own`. Connecting waits at most 5 s unless the address says otherwise,
 * so that an absent database is told, not hung on.
 */
export function connectionTo(databaseUrl: string, own: OwnSettings = {}): Connection {
  const target = requireDatabaseUrl(databaseUrl)
  const { host, port, user, password, database, ssl, applicationName } = target
  const seconds = target.connectTimeoutInSeconds ?? CONNECT_TIMEOUT_IN_SECONDS
  return {
    host,
    port,
    user,
    database,
    ssl,
    ...(password === undefined ? {} : { password }),
    application_name: applicationName,
    connectionTimeoutMillis: seconds * 1000,
    options: sessionOptions(target.schema, own, target.options),
    stream: () => (target.hosts ? createPrimarySocket(target) : createSocket()),
  }
}

/** One open connection. Whoever asks over it is told that it was lost; an event of its own would end the process. */
export async function openClient(databaseUrl: string): Promise<Client> {
  const client = new Client(connectionTo(databaseUrl))
  client.on("error", () => {})
  await client.connect()
  return client
}

type Connection = Omit<PoolConfig, "stream"> & { stream: () => Socket }
