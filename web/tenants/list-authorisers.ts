import { Prisma } from "@/lib/db/generated/client"
import { findXeroUserLabels } from "@/lib/names/find-labels"
import type { TenantStatus } from "@/lib/tenants/status"
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
      SELECT "grantId", "xeroUserName", "xeroUserEmail", "status", "reason", "works", "consentedAt"
      FROM "ConnectionStanding" WHERE "tenantId" = ${tenantId}::uuid AND "counts"
      ORDER BY "place", "consentedAt" DESC, "grantId"`,
    db().$queryRaw<object[]>(readDailySql([tenantId])),
  ])
  const grantIds = rows.map((one) => one.grantId)
  const labels = await findXeroUserLabels(db(), grantIds)
  const list = rows.map(({ xeroUserName, ...one }) => ({
    ...one,
    xeroUserLabel: labels.get(one.grantId) ?? xeroUserName,
  }))
  return { list, isReadDaily: daily.length > 0 }
}

type AuthoriserRow = {
  grantId: string
  xeroUserName: string
  xeroUserEmail: string | null
  status: TenantStatus
  reason: string
  works: boolean
  consentedAt: Date
}
export type Authoriser = Omit<AuthoriserRow, "xeroUserName"> & { xeroUserLabel: string }
export type Authorisers = {
  list: Authoriser[]
  /** Some service has fetched a token of it on most of the last seven days. */
  isReadDaily: boolean
}
