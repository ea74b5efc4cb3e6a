import { openClient } from "@/lib/db/connection"
import { requireDatabaseUrl } from "@/lib/db/database-url"
import { pause } from "@/scripts/start/processes/pause"
import { describeFailure } from "./connect-failure"

const FIRST_PAUSE_IN_MS = 1_000
const LONGEST_PAUSE_IN_MS = 15_000
const TELL_EVERY_IN_MS = 60_000
// Nothing listens, nothing answers, the name is not known yet, or the server says that it is starting, stopping or full.
const AWAY = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "EPIPE"],
  ...["EAI_AGAIN", "ENOTFOUND", "ENOENT", "57P01", "57P02", "57P03", "53300"],
])

/**
 * Waits for a database that is away, as after a power cut, and says so with the reason at once and each minute. Returns when
 * it answers, or refuses for a reason that does not pass by itself, or when there is no more need to wait.
 */
export async function untilReachable({ databaseUrl, print, signal }: Wait): Promise<void> {
  const target = requireDatabaseUrl(databaseUrl)
  let pauseInMs = FIRST_PAUSE_IN_MS
  let toldAt = Number.NEGATIVE_INFINITY
  for (;;) {
    const cause = await tryConnect(databaseUrl)
    if (cause === null || !isAway(cause)) return
    if (performance.now() - toldAt >= TELL_EVERY_IN_MS) {
      const place = `${target.host}:${target.port}`
      print(`Waiting for the database at ${place}, which ${describeFailure(cause, target)}`)
      toldAt = performance.now()
    }
    await pause(pauseInMs, signal)
    signal.throwIfAborted()
    pauseInMs = Math.min(pauseInMs * 2, LONGEST_PAUSE_IN_MS)
  }
}

async function tryConnect(databaseUrl: string): Promise<unknown> {
  return openClient(databaseUrl).then(
    (client) => client.end().then(() => null),
    (cause: unknown) => cause,
  )
}

/** Errors without a code are pg's own: the connection ended, or took too long. */
function isAway(cause: unknown): boolean {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined
  return code === undefined ? /timeout|terminated/.test(String(cause)) : AWAY.has(String(code))
}

type Wait = { databaseUrl: string; print(line: string): void; signal: AbortSignal }
