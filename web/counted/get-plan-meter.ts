import { type CountedApp, countByApp } from "@/lib/counted/count-by-app"
import { type PlanWarning, warningOf } from "@/lib/counted/plan-warning"
import type { XeroPlan } from "@/lib/db/generated/enums"
import { XERO_PLANS } from "@/lib/words/xero-plans"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

const PACE_IN_DAYS = 30

/**
 * How full Xero's plan is: the connections that count, demo organisations apart, by app; what the next plan holds and
 * costs; and when this one is full at the pace of the last 30 days. Where Xero lets no app read its list, the connections
 * that are known here are counted.
 */
export async function getPlanMeter(): Promise<PlanMeter> {
  await requireMember("viewer")
  const [apps, settings, perDay] = await Promise.all([countByApp(db()), readPlan(), readPace()])
  const counted = apps.reduce((sum, one) => sum + one.counted, 0)
  const demo = apps.reduce((sum, one) => sum + one.demo, 0)
  const at = XERO_PLANS.findIndex((one) => one.plan === settings)
  const holds = XERO_PLANS[at]?.holds ?? null
  const next = at === -1 ? null : (XERO_PLANS[at + 1] ?? null)
  return {
    plan: settings,
    holds,
    counted,
    demo,
    apps,
    next: next === null ? null : { name: next.name, holds: next.holds, price: next.price },
    daysUntilFull:
      holds === null || perDay <= 0 ? null : Math.ceil(Math.max(0, holds - counted) / perDay),
    warning: warningOf({ counted, holds }),
    readAt: apps.map((one) => one.countedAt).find((one) => one !== null) ?? null,
  }
}

async function readPlan(): Promise<XeroPlan | null> {
  const settings = await db().planSettings.findFirst({ select: { plan: true } })
  return settings?.plan ?? null
}

/**
 * Connections a day: of each app between the first and the last of its days, so that an app which is new here, or was removed,
 * changes no pace.
 */
async function readPace(): Promise<number> {
  const [row] = await db().$queryRaw<{ perDay: number }[]>`
    SELECT coalesce(sum(("last" - "first")::float8 / nullif("days", 0)), 0) AS "perDay" FROM (
      SELECT max("day") - min("day") AS "days",
        (array_agg("counted" ORDER BY "day"))[1] AS "first", (array_agg("counted" ORDER BY "day" DESC))[1] AS "last"
      FROM "ConnectionCount" c JOIN "XeroApp" a ON a."id" = c."xeroAppId"
      WHERE a."usable" AND c."day" > (clock_timestamp() AT TIME ZONE 'UTC')::date - ${PACE_IN_DAYS}::int
      GROUP BY c."xeroAppId") paces`
  return row?.perDay ?? 0
}

export type PlanMeter = {
  /** Null: no owner has said. */
  plan: XeroPlan | null
  /** Null: without a limit, or not known. */
  holds: number | null
  counted: number
  demo: number
  apps: CountedApp[]
  next: { name: string; holds: number | null; price: string } | null
  /** Null: it does not grow, or there is no limit. */
  daysUntilFull: number | null
  warning: PlanWarning | null
  readAt: Date | null
}
