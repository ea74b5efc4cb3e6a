import { Client } from "pg"
import { type Look, readChanges } from "@/keeper/services/memory/read-changes"
import { connectionTo } from "@/lib/db/connection"

const CHANNEL = "tenantry"
const ANSWER_WITHIN_MILLISECONDS = 3_000

/**
 * Watches over one connection: listens, and reads the rows at once and then again and again, until `stop` or until the
 * connection is lost, which rejects. `since`: the last look of the connection before.
 */
export async function watchChanges(watch: Watch): Promise<void> {
  const connection = connectionTo(watch.databaseUrl)
  const client = new Client({
    ...connection,
    query_timeout: ANSWER_WITHIN_MILLISECONDS,
    application_name: `${connection.application_name}-changes`,
  })
  let lost = false
  for (const event of ["error", "end"] as const) {
    client.on(event, () => {
      lost = true
      watch.pause.wake()
    })
  }
  client.on("notification", ({ payload }) => watch.report(payload ?? "all:"))
  await client.connect()
  await lookOn(client, { ...watch, isLost: () => lost }).finally(() => {
    client.end().catch(() => {})
  })
}

async function lookOn(client: Client, watch: Watch & { isLost(): boolean }): Promise<void> {
  if (watch.listen) await client.query(`LISTEN ${CHANNEL}`)
  let { since } = watch
  while (!watch.isStopping()) {
    if (watch.isLost()) throw new Error("the connection was lost")
    const changes = await readChanges(client, since)
    for (const key of changes.keys) watch.report(key)
    since = changes.look
    watch.looked(since)
    await watch.pause.wait(watch.waitFor())
  }
}

/** A wait that can be cut short. */
export function createPause(): Pause {
  let wake = () => {}
  return {
    wait: (milliseconds) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, milliseconds)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
    wake: () => wake(),
  }
}

export type Pause = { wait(milliseconds: number): Promise<void>; wake(): void }
export type Watch = {
  databaseUrl: string
  listen: boolean
  /** In milliseconds, until the next look. */
  waitFor(): number
  since: Look | null
  pause: Pause
  report(key: string): void
  looked(look: Look): void
  isStopping(): boolean
}
