import { listFilling } from "@/keeper/alerts/watch/list-filling"
import { listUnanswered, type UnansweredGrant } from "@/keeper/alerts/watch/list-unanswered"
import { listLost } from "@/keeper/alerts/watch/lost-authorisers"
import { detailOf, type NamedTenant, type Problem, problemOf } from "@/keeper/alerts/watch/problem"
import type { Scope } from "@/keeper/alerts/watch/scope"
import { tidyName } from "@/keeper/mail/sanitise-text"
import type { Tx } from "@/lib/db/create-db"
import type { Grant, TenantOverview } from "@/lib/db/generated/client"
import { findXeroUserLabels } from "@/lib/names/find-labels"
import { findTenantMarks } from "@/lib/names/find-marks"

/** The days without a success after which a chain opens an alert or raises its level; for an incident, its age in days. */
const STALE_AFTER_DAYS = [45, 14, 3]

/**
 * Everything that is wrong now within `scope` (null: everywhere), as the view of statuses shows it. An organisation
 * that a member revoked or disconnected here is not a problem, nor is one that another consent still reaches.
 */
export async function findProblems(tx: Tx, scope: Scope | null): Promise<Problem[]> {
  const broken = await listBroken(tx, scope)
  return addMarks(tx, [
    ...reconnectsNeeded(broken, scope),
    ...broken.filter((one) => one.status === "disconnected_in_xero").map(disconnected),
    ...(await listLost(tx, scope)),
    ...(await listNeglected(tx, scope)),
    ...(await listIncidents(tx)),
    ...(scope === null ? await listFilling(tx) : []),
  ])
}

async function addMarks(tx: Tx, problems: Problem[]): Promise<Problem[]> {
  const named = problems.flatMap(({ detail }) => detail.organisations)
  const xeroUsers = await findXeroUserLabels(
    tx,
    problems.flatMap(({ grantId }) => grantId ?? []),
  )
  const marks = await findTenantMarks(
    tx,
    named.map((one) => one.tenantId),
  )
  for (const one of named) one.mark = marks.get(one.tenantId) ?? null
  for (const { grantId, detail } of problems) {
    const label = xeroUsers.get(grantId ?? "")
    if (detail.xeroUserName !== null && label) detail.xeroUserName = tidyName(label)
  }
  return problems
}

async function listBroken(tx: Tx, scope: Scope | null): Promise<BrokenTenant[]> {
  if (scope !== null && scope.tenantIds.length === 0) return []
  const tenantIds = scope?.tenantIds ?? []
  const rows = await tx.$queryRaw<BrokenTenant[]>`
    SELECT "tenantId", "name", "grantId", "xeroUserName", "status", "reason" FROM "TenantOverview"
    WHERE (${scope === null} OR "tenantId" = ANY(${tenantIds}::uuid[]))
      AND "status" IN ('reconnect_needed', 'disconnected_in_xero')
    ORDER BY lower("name"), "tenantId"`
  // An organisation's own problem names no grant, so that `addMarks` would not find whose sign-in it is.
  const grantIds = [...new Set(rows.map((one) => one.grantId))]
  const labels = await findXeroUserLabels(tx, grantIds)
  return rows.map((one) => ({
    ...one,
    xeroUserName: labels.get(one.grantId) ?? one.xeroUserName,
  }))
}

function reconnectsNeeded(broken: BrokenTenant[], scope: Scope | null): Problem[] {
  const needed = broken.filter(
    ({ status, reason, grantId }) =>
      status === "reconnect_needed" &&
      reason !== "revoked" &&
      (scope === null || scope.grantIds.includes(grantId)),
  )
  const grantIds = [...new Set(needed.map((one) => one.grantId))]
  return grantIds.map((grantId) => {
    const tenants = needed.filter((one) => one.grantId === grantId)
    const { xeroUserName, reason } = tenants[0] ?? {}
    const detail = detailOf(tenants, { xeroUserName, reason })
    return problemOf({ kind: "reconnect_needed", subject: grantId, grantId }, detail)
  })
}

function disconnected(tenant: BrokenTenant): Problem {
  const { tenantId, xeroUserName, reason } = tenant
  const isCustom = reason === "deactivated"
  const detail = detailOf([tenant], isCustom ? { reason } : { xeroUserName })
  return problemOf({ kind: "disconnected_in_xero", subject: tenantId, tenantId }, detail)
}

/** A chain that was not refreshed for days has this one problem, whatever the result of its last request. */
async function listNeglected(tx: Tx, scope: Scope | null): Promise<Problem[]> {
  const stale = await listStale(tx, scope)
  const staleIds = new Set(stale.map((one) => one.subject))
  const unanswered = await listUnanswered(tx, scope === null ? null : scope.grantIds)
  return [...stale, ...unanswered.filter((row) => !staleIds.has(row.id)).map(toUnanswered)]
}

function toUnanswered({ id, xeroUserName, since, endsAt, tenants }: UnansweredGrant): Problem {
  const times = { since: since.toISOString(), endsAt: endsAt.toISOString() }
  const detail = detailOf(tenants, { xeroUserName, ...times })
  return problemOf({ kind: "chain_stale", subject: id, grantId: id }, detail)
}

async function listStale(tx: Tx, scope: Scope | null): Promise<Problem[]> {
  const grantIds = scope?.grantIds ?? []
  const shortest = Math.min(...STALE_AFTER_DAYS)
  const rows = await tx.$queryRaw<StaleGrant[]>`
    SELECT g."id", g."xeroUserName", g."lastRefreshedAt", g."refreshTokenExpiresAt",
      EXTRACT(EPOCH FROM clock_timestamp() - g."lastRefreshedAt")::float8 / 86400 AS "days",
      jsonb_agg(jsonb_build_object('tenantId', t."tenantId", 'name', t."name") ORDER BY lower(t."name")) AS "tenants"
    FROM "Grant" g
    JOIN "XeroApp" a ON a."id" = g."xeroAppId" AND a."usable"
    JOIN "Connection" c ON c."grantId" = g."id" AND c."state" = 'connected'
    JOIN "Tenant" t ON t."tenantId" = c."tenantId" AND t."removedAt" IS NULL
    WHERE g."state" = 'active' AND g."refreshTokenExpiresAt" > clock_timestamp()
      AND a."kind" = 'web' AND g."lastRefreshedAt" < clock_timestamp() - ${shortest} * interval '1 day'
      AND (${scope === null} OR g."id" = ANY(${grantIds}::uuid[]))
    GROUP BY g."id"`
  return rows.map((row) => {
    const level = STALE_AFTER_DAYS.find((days) => row.days >= days) ?? shortest
    const detail = detailOf(row.tenants, {
      xeroUserName: row.xeroUserName,
      lastRefreshedAt: row.lastRefreshedAt.toISOString(),
      endsAt: row.refreshTokenExpiresAt.toISOString(),
    })
    return problemOf({ kind: "chain_stale", subject: row.id, grantId: row.id, level }, detail)
  })
}

/** Once an incident has lasted so long that people must act, it names the day on which the first sign-in ends. */
async function listIncidents(tx: Tx): Promise<Problem[]> {
  const open = await tx.$queryRaw<OpenIncident[]>`
    SELECT i."id", i."kind"::text AS "kind", i."openedAt",
      EXTRACT(EPOCH FROM clock_timestamp() - i."openedAt")::float8 / 86400 AS "days",
      (SELECT min(g."refreshTokenExpiresAt") FROM "Grant" g
        JOIN "XeroApp" a ON a."id" = g."xeroAppId" AND a."usable"
        WHERE g."state" = 'active' AND a."kind" = 'web'
          AND EXISTS (SELECT 1 FROM "Connection" c WHERE c."grantId" = g."id" AND c."state" = 'connected')) AS "endsAt"
    FROM "Incident" i WHERE i."closedAt" IS NULL`
  return open.map(({ id, kind, openedAt, days, endsAt }) => {
    const level = STALE_AFTER_DAYS.find((least) => days >= least) ?? 0
    const end = level > 0 && endsAt !== null ? { endsAt: endsAt.toISOString() } : {}
    const detail = detailOf([], { reason: kind, since: openedAt.toISOString(), ...end })
    return problemOf({ kind: "incident", subject: id, level }, detail)
  })
}

type BrokenTenant = Pick<
  TenantOverview,
  "tenantId" | "name" | "grantId" | "xeroUserName" | "status" | "reason"
>
type StaleGrant = Pick<
  Grant,
  "id" | "xeroUserName" | "lastRefreshedAt" | "refreshTokenExpiresAt"
> & {
  days: number
  tenants: NamedTenant[]
}
type OpenIncident = { id: string; kind: string; openedAt: Date; days: number; endsAt: Date | null }
