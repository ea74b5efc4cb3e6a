import { Prisma } from "@/lib/db/generated/client"
import { findXeroAppLabels, findXeroUserLabels } from "@/lib/names/find-labels"
import type { TenantStatus } from "@/lib/tenants/status"
import { FOREMOST, NUMBER } from "@/lib/tenants/turn"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/** Those of these organisations of which a service has fetched a token on at least five of the last seven days. */
export function readDailySql(tenantIds: string[]): Prisma.Sql {
  return Prisma.sql`
    SELECT "tenantId" FROM "TokenFetch"
    WHERE "tenantId" = ANY(${tenantIds}::uuid[]) AND "day" > (clock_timestamp() AT TIME ZONE 'UTC')::date - 7
    GROUP BY "tenantId", "serviceId" HAVING count(*) >= 5`
}

/** An organisation's authorisers in order, each as its own sign-in stands, and whether services read it every day. */
export async function listAuthorisers(tenantId: string): Promise<Authorisers> {
  await requireMember("viewer")
  const [rows, daily] = await Promise.all([
    db().$queryRaw<AuthoriserRow[]>`
      SELECT a."grantId", a."xeroUserName", a."xeroUserEmail", a."status", a."reason", a."works", a."consentedAt",
        ${Prisma.raw(NUMBER)} AS "number", g."xeroAppId"
      FROM (
        SELECT *, ${Prisma.raw(FOREMOST)} AS "foremost"
        FROM "ConnectionStanding" WHERE "tenantId" = ${tenantId}::uuid AND "counts"
      ) a JOIN "Grant" g ON g."id" = a."grantId"
      ORDER BY a."place", a."consentedAt" DESC, a."grantId"`,
    db().$queryRaw<object[]>(readDailySql([tenantId])),
  ])
  const grantIds = rows.map((one) => one.grantId)
  const xeroAppIds = rows.map((one) => one.xeroAppId)
  const labels = await findXeroUserLabels(db(), grantIds)
  const apps = await findXeroAppLabels(db(), xeroAppIds)
  const list = rows.map(({ xeroUserName, xeroAppId, ...one }) => ({
    ...one,
    xeroUserLabel: labels.get(one.grantId) ?? xeroUserName,
    xeroAppLabel: rows.some(
      ({ grantId, number }) => number === one.number && grantId !== one.grantId,
    )
      ? (apps.get(xeroAppId) ?? null)
      : null,
  }))
  const names = [...new Set(list.map((one) => one.xeroUserLabel))]
  return { list, names, isReadDaily: daily.length > 0 }
}

type AuthoriserRow = {
  grantId: string
  xeroUserName: string
  xeroUserEmail: string | null
  status: TenantStatus
  reason: string
  works: boolean
  consentedAt: Date
  /** Which authoriser the Xero user is, from 1. */
  number: number
  xeroAppId: string
}
export type Authoriser = Omit<AuthoriserRow, "xeroUserName" | "xeroAppId"> & {
  xeroUserLabel: string
  /** Its app, where the same Xero user reaches the organisation through another one too. */
  xeroAppLabel: string | null
}
export type Authorisers = {
  list: Authoriser[]
  /** The Xero users in order, each once. */
  names: string[]
  /** Some service has fetched a token of it on most of the last seven days. */
  isReadDaily: boolean
}
