import { Pool } from "pg"
import PgBoss from "pg-boss"
import type { Tx } from "@/lib/db/create-db"
import type { Log } from "@/lib/log"

const QUEUE = "alert-deliveries"
const CONNECTIONS = 2
// Longer than the longest attempt: a job that is out for longer was taken by a process that is gone.
const EXPIRES_IN_SECONDS = 60

/**
 * The jobs of deliveries, kept by pg-boss in its own schema `pgboss`. Nothing is connected or made before `open`. A job is
 * put in the transaction that stores its delivery, taken by one process at a time, and comes back when that process is
 * gone before it is `done`.
 *
 * Jobs are fetched here rather than by pg-boss's own workers: those drop the promise of marking a job, so that a database
 * that goes away at that moment would end the whole process.
 */
export function createAlertQueue(options: QueueOptions): AlertQueue {
  let opening: Promise<Opened> | null = null
  let opened: Opened | null = null

  async function open(): Promise<void> {
    opening ??= start(options)
    opened = await opening.catch((cause: unknown) => {
      opening = null
      throw cause
    })
  }

  function boss(): PgBoss {
    if (opened === null) throw new Error("the queue of alerts is not open")
    return opened.boss
  }

  return {
    open,
    isOpen: () => opened !== null,
    async put(tx, jobs) {
      if (jobs.length === 0) return
      const rows = jobs.map(({ afterMilliseconds, ...data }) => ({
        name: QUEUE,
        data,
        startAfter: `${afterMilliseconds} milliseconds`,
      }))
      await boss().insert(rows, { db: { executeSql: (text, values) => runIn(tx, text, values) } })
    },
    async take(limit) {
      const jobs = await boss().fetch<JobData>(QUEUE, { batchSize: limit })
      return jobs.map(({ id, data }) => ({ jobId: id, ...data }))
    },
    async done(jobId) {
      await boss().complete(QUEUE, jobId)
    },
    async close() {
      const last = await opening?.catch(() => null)
      opening = null
      opened = null
      if (last === null || last === undefined) return
      await last.boss.stop({ graceful: false })
      await last.pool.end()
    },
  }
}

async function start({ databaseUrl, log, maintenanceInSeconds }: QueueOptions): Promise<Opened> {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: CONNECTIONS,
    connectionTimeoutMillis: 5_000,
  })
  const warn = (error: Error) => log.warn({ event: "alert_queue_trouble", reason: error.name })
  pool.on("error", warn)
  // A connection that is cut while it is used says so on its own, too.
  pool.on("connect", (client) => client.on("error", () => {}))
  const boss = new PgBoss({
    db: { executeSql: (text, values) => runOn(pool, text, values) },
    schedule: false,
    maintenanceIntervalSeconds: maintenanceInSeconds,
  })
  boss.on("error", warn)
  await makeReady(boss).catch(async (cause: unknown) => {
    await pool.end()
    throw cause
  })
  return { boss, pool }
}

async function makeReady(boss: PgBoss): Promise<void> {
  await boss.start()
  await boss.createQueue(QUEUE, {
    name: QUEUE,
    policy: "standard",
    // Attempts are counted and spaced by the deliveries themselves; this is for processes that were killed.
    retryLimit: 1_000,
    retryDelay: 1,
    expireInSeconds: EXPIRES_IN_SECONDS,
    retentionDays: 14,
  })
}

/** A connection that a failed script left inside its transaction is not used again (two keepers making the tables). */
async function runOn(pool: Pool, text: string, values: unknown[]): Promise<{ rows: unknown[] }> {
  const client = await pool.connect()
  return client.query(text, values).then(
    (result) => {
      client.release()
      return result
    },
    (cause: unknown) => {
      client.release(true)
      throw cause
    },
  )
}

async function runIn(tx: Tx, text: string, values: unknown[]): Promise<{ rows: unknown[] }> {
  return { rows: await tx.$queryRawUnsafe<unknown[]>(text, ...values) }
}

type Opened = { boss: PgBoss; pool: Pool }
type JobData = { deliveryId: string; attempt: number }
export type QueueOptions = { databaseUrl: string; log: Log; maintenanceInSeconds: number }
/** `attempt` is how many went before: a job whose number is not the delivery's own is stale. */
export type NewJob = JobData & { afterMilliseconds: number }
export type Job = JobData & { jobId: string }
export type AlertQueue = {
  /** Connects, and makes the tables where they are missing; may be called again after it failed. */
  open(): Promise<void>
  isOpen(): boolean
  put(tx: Tx, jobs: NewJob[]): Promise<void>
  take(limit: number): Promise<Job[]>
  done(jobId: string): Promise<void>
  close(): Promise<void>
}
