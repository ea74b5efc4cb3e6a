import { type AlertTimings, alertTimings } from "@/keeper/alerts/deliver/alert-timings"
import { type AlertQueue, createAlertQueue } from "@/keeper/alerts/deliver/queue"
import { resolveHost, type TargetRules } from "@/keeper/alerts/deliver/target"
import type { KeeperEnv } from "@/lib/env"
import type { Log } from "@/lib/log"

/** What alerts work with in one keeper. */
export function createAlertContext(env: KeeperEnv, log: Log): AlertContext {
  return {
    appUrl: env.APP_URL,
    allowPrivateTargets: env.ALERT_ALLOW_PRIVATE_TARGETS,
    resolve: resolveHost,
    timings: alertTimings(env.KEEPER_PACE),
    queue: createAlertQueue({
      databaseUrl: env.DATABASE_URL,
      log,
      maintenanceInSeconds: Math.max(1, Math.round(MAINTENANCE_IN_SECONDS * env.KEEPER_PACE)),
    }),
    look: { newestEventId: null, at: Number.NEGATIVE_INFINITY, eventIds: new Set() },
  }
}

// How soon a job is given out again whose keeper was killed, after it has expired.
const MAINTENANCE_IN_SECONDS = 30

export type AlertContext = TargetRules & {
  appUrl: string
  timings: AlertTimings
  queue: AlertQueue
  /** Certificates trusted beside the usual ones, for stand-ins. */
  certificates?: string
  /** What this process has looked at: the newest event, when (`performance.now()`), and those that may be read again. */
  look: { newestEventId: bigint | null; at: number; eventIds: Set<bigint> }
}
