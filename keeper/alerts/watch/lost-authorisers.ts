import { detailOf, type Problem, problemOf } from "@/keeper/alerts/watch/problem"
import type { Scope } from "@/keeper/alerts/watch/scope"
import type { AlertDetail, Resolution } from "@/lib/alerts/alert-detail"
import type { Tx } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"
import type { TenantStatus } from "@/lib/tenants/status"
import { FOREMOST, NUMBER, TURN } from "@/lib/tenants/turn"

/** One for each authoriser who is lost, with the organisations that a later one serves. */
export async function listLost(tx: Tx, scope: Scope | null): Promise<Problem[]> {
  const lost = await listTakenOver(tx, scope)
  const grantIds = [...new Set(lost.map((one) => one.grantId))]
  return grantIds.map((grantId) => {
    const tenants = lost.filter((one) => one.grantId === grantId)
    const [{ xeroUserName, reason, number } = { xeroUserName: null, reason: null, number: null }] =
      tenants
    const authoriser = tenants.length === 1 ? number : null
    const detail = detailOf(tenants, { xeroUserName, reason, authoriser })
    return problemOf({ kind: "second_authoriser", subject: grantId, grantId }, detail)
  })
}

/**
 * The authorisers that are lost for good while a later one serves their organisation: by organisation's name. One that
 * fails for now is no loss.
 */
async function listTakenOver(tx: Tx, scope: Scope | null): Promise<TakenOver[]> {
  const tenantIds = scope?.tenantIds ?? []
  return tx.$queryRaw<TakenOver[]>`
    WITH authoriser AS MATERIALIZED (
      SELECT "tenantId", "name", "grantId", "xeroUserName", "status"::text AS "status", "reason", "works",
        row_number() OVER (PARTITION BY "tenantId" ORDER BY ${Prisma.raw(TURN)}) AS "turn",
        ${Prisma.raw(NUMBER)} AS "number"
      FROM (
        SELECT *, ${Prisma.raw(FOREMOST)} AS "foremost" FROM "ConnectionStanding"
        WHERE "counts" AND "tenantId" IN (
          SELECT "tenantId" FROM "Connection"
          WHERE "state" IN ('connected', 'disconnected_in_xero')
            AND (${scope === null} OR "tenantId" = ANY(${tenantIds}::uuid[]))
          GROUP BY "tenantId" HAVING count(*) > 1)
      ) f
    )
    SELECT lost."tenantId", lost."name", lost."grantId", lost."xeroUserName", lost."reason", serving."number"
    FROM authoriser lost
    JOIN authoriser serving ON serving."tenantId" = lost."tenantId" AND serving."turn" = 1 AND serving."works"
    WHERE lost."status" IN ('reconnect_needed', 'disconnected_in_xero') AND lost."number" < serving."number"
    ORDER BY lower(lost."name"), lost."tenantId"`
}

/** How the loss of an authoriser, who may be back through another app, ended; null where it is not known yet. */
export async function findReturn(tx: Tx, { subject, detail }: Lost): Promise<Resolution | null> {
  const tenantIds = detail.organisations.map((one) => one.tenantId)
  const rows = await tx.$queryRaw<{ status: TenantStatus; own: boolean | null }[]>`
    SELECT o."status", bool_or(s."works") AS "own"
    FROM "TenantOverview" o
    LEFT JOIN "Grant" lost ON lost."id" = ${subject}::uuid
    LEFT JOIN "ConnectionStanding" s ON s."tenantId" = o."tenantId" AND s."xeroUserId" = lost."xeroUserId"
    WHERE o."tenantId" = ANY(${tenantIds}::uuid[])
    GROUP BY o."tenantId", o."status"`
  const is = (...statuses: TenantStatus[]) => rows.some((one) => statuses.includes(one.status))
  if (is("paused")) return null
  if (is("reconnect_needed", "disconnected_in_xero")) return "superseded"
  if (rows.some((one) => one.own)) return "recovered"
  return is("removed") ? "removed" : "other_consent"
}

/** The alert about it. */
type Lost = { subject: string; detail: AlertDetail }
type TakenOver = {
  tenantId: string
  name: string
  /** Of the authoriser that is lost. */
  grantId: string
  xeroUserName: string
  reason: string
  /** Which authoriser serves it, from 1. */
  number: number
}
