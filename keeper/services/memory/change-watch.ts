import { Client } from "pg"
import { type Look, readChanges } from "@/keeper/services/memory/read-changes"
import { connectionTo } from "@/lib/db/connection"

const CHANNEL = "tenantry"
const LOOK_EVERY_MILLISECONDS = 1_000
const ANSWER_WITHIN_MILLISECONDS = 3_000

/**
 * One connection's life: listens, looks at the rows at once and each second, until it is lost, which rejects, or `stop`.
 * `since`: where the connection before it had got to.
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
    await watch.pause.wait(LOOK_EVERY_MILLISECONDS)
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
  since: Look | null
  pause: Pause
  report(key: string): void
  looked(look: Look): void
  isStopping(): boolean
}
