import { type AlertTimings, alertTimings } from "@/keeper/alerts/deliver/alert-timings"
import { resolveHost, type TargetRules } from "@/keeper/outgoing/target"
import type { KeeperEnv } from "@/lib/env"

/** What alerts work with in one keeper. */
export function createAlertContext(env: KeeperEnv): AlertContext {
  return {
    appUrl: env.APP_URL,
    allowPrivateTargets: env.ALERT_ALLOW_PRIVATE_TARGETS,
    resolve: resolveHost,
    timings: alertTimings(env.KEEPER_PACE),
    deliveriesStored: false,
    look: {
      newestEventId: null,
      newAt: Number.NEGATIVE_INFINITY,
      at: Number.NEGATIVE_INFINITY,
      snapshot: null,
    },
  }
}

export type AlertContext = TargetRules & {
  appUrl: string
  timings: AlertTimings
  /** Deliveries were stored here since this process last looked for due ones. */
  deliveriesStored: boolean
  /** Extra trusted certificates, for stand-ins. */
  certificates?: string
  /**
   * How far this process has looked: the newest event, when that was new and when it looked last (`performance.now()`), and
   * what of the database that look saw, as a snapshot of PostgreSQL's.
   */
  look: { newestEventId: bigint | null; newAt: number; at: number; snapshot: string | null }
}
