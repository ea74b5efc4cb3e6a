import type { Socket } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { Client } from "pg"
import { createSocket } from "@/lib/db/create-socket"
import type { DatabaseTarget, HostPort } from "@/lib/db/database-url"
import { sessionOptions } from "@/lib/db/session-settings"

const PATIENCE_IN_MILLISECONDS = 2_000
/** A former primary that came back is found out by its older timeline, if it answers so soon. */
const OTHERS_MAY_TAKE_IN_MILLISECONDS = 300
const KNOWN_FOR_MILLISECONDS = 1_000

/** A socket that connects to whichever of several servers takes writes at that moment, so that a standby can take over. */
export function createPrimarySocket(target: DatabaseTarget): Socket {
  const socket = createSocket()
  const connect = socket.connect.bind(socket)
  function connectToPrimary(): Socket {
    findPrimary(target).then(
      ({ host, port }) => connect(port, host),
      (cause: Error) => socket.destroy(cause),
    )
    return socket
  }
  socket.connect = connectToPrimary
  return socket
}

/** Asks all at once; rejects if none takes writes. Connections that are opened together ask once. */
async function findPrimary(target: DatabaseTarget): Promise<HostPort> {
  const key = JSON.stringify(target.hosts)
  const before = known.get(key)
  if (before !== undefined && performance.now() - before.at < KNOWN_FOR_MILLISECONDS)
    return before.found
  const found = askAll(target)
  known.set(key, { at: performance.now(), found })
  found.catch(() => known.delete(key))
  return found
}

async function askAll(target: DatabaseTarget): Promise<HostPort> {
  const primaries: Primary[] = []
  const asked = (target.hosts ?? []).map(async (one) => {
    primaries.push({ ...one, timeline: await askTimeline(target, one) })
  })
  const first = Promise.any(asked).then(() => sleep(OTHERS_MAY_TAKE_IN_MILLISECONDS))
  await Promise.race([Promise.allSettled(asked), first]).catch(() => {})
  const [newest] = primaries.sort((one, other) => (one.timeline < other.timeline ? 1 : -1))
  if (newest !== undefined) return newest
  throw Object.assign(new Error("no server takes writes"), { code: "ECONNREFUSED" })
}

/** Rejects for a standby, and for a server that does not answer. */
async function askTimeline(target: DatabaseTarget, { host, port }: HostPort): Promise<string> {
  const { user, password, database, ssl, schema } = target
  const client = new Client({
    ...{ host, port, user, database, ssl },
    ...(password === undefined ? {} : { password }),
    // Without them, a role's own time limit would make each server seem away.
    options: sessionOptions(schema, {}, target.options),
    connectionTimeoutMillis: PATIENCE_IN_MILLISECONDS,
    query_timeout: PATIENCE_IN_MILLISECONDS,
    stream: createSocket,
  })
  client.on("error", () => {})
  await client.connect()
  const { rows } = await client
    .query<{ timeline: string | null }>(
      `SELECT CASE WHEN NOT pg_is_in_recovery() THEN substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END AS "timeline"`,
    )
    .finally(() => client.end())
  const timeline = rows[0]?.timeline
  if (timeline == null) throw new Error("a standby")
  return timeline
}

const known = new Map<string, { at: number; found: Promise<HostPort> }>()

type Primary = HostPort & { timeline: string }
