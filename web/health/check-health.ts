import { z } from "zod"
import { webEnv } from "@/lib/env"
import { createLog, kindOf } from "@/lib/log"
import { db } from "@/web/db"

const WITHIN_IN_MILLISECONDS = 2_000
const log = createLog("web")
let logged = ""

/**
 * Whether this process can serve its pages. Each part is waited for at most 2 seconds. A copied database is no reason to
 * take it out of service: its owner must reach *Take over*, through a load balancer too.
 */
export async function checkHealth(): Promise<Health> {
  const [database, keeper] = await Promise.all([askDatabase(), askKeeper()])
  const isWell = database === "ok" && (keeper === "ok" || keeper === "copied_database")
  return { isWell, database, keeper }
}

async function askDatabase(): Promise<Health["database"]> {
  const found = await Promise.race([
    db().$queryRaw`SELECT 1`.then(() => "ok", whyOf),
    new Promise<string>((resolve) => {
      setTimeout(resolve, WITHIN_IN_MILLISECONDS, "no answer in 2 s").unref()
    }),
  ])
  return logOnce(found)
}

/** What the adapter found, where it says so: Prisma's own code is the same for all of it. */
function whyOf(error: unknown): string {
  const { success, data } = OF_ADAPTER.safeParse(error)
  if (!success) return kindOf(error)
  const { kind, reason, originalCode } = data.meta.driverAdapterError.cause
  return [kind, originalCode, reason].filter(Boolean).join(": ")
}

/** Logs each change, and why. */
function logOnce(found: string): Health["database"] {
  if (found !== logged && found !== "ok") log.error({ event: "database_not_answering", why: found })
  logged = found
  return found === "ok" ? "ok" : "not_answering"
}

async function askKeeper(): Promise<Health["keeper"]> {
  const response = await fetch(`${webEnv().KEEPER_URL}/api/health`, {
    cache: "no-store",
    redirect: "error",
    signal: AbortSignal.timeout(WITHIN_IN_MILLISECONDS),
  }).catch(() => null)
  if (response === null) return "not_answering"
  const report = REPORT.safeParse(await response.json().catch(() => null))
  if (response.ok) return "ok"
  return report.data?.reasons.join() === "copied_database" ? "copied_database" : "not_ready"
}

const OF_ADAPTER = z.object({
  meta: z.object({
    driverAdapterError: z.object({
      cause: z.object({
        kind: z.string(),
        originalCode: z.string().optional(),
        reason: z.string().optional(),
      }),
    }),
  }),
})
const REPORT = z.object({ reasons: z.array(z.string()) })

export type Health = {
  isWell: boolean
  database: "ok" | "not_answering"
  /**
   * `not_ready`: it answers, and says that something of its own is wrong. `copied_database`: nothing is, but another
   * installation holds the database.
   */
  keeper: "ok" | "not_ready" | "copied_database" | "not_answering"
}
