import type { Prisma } from "@/lib/db/generated/client"
import { findXeroAppLabels } from "@/lib/names/find-labels"
import { seenXeroApp } from "@/lib/seen"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/** The Xero apps of this installation: the environment's first, then those that owners added, by name. */
export async function listXeroApps(): Promise<XeroAppRow[]> {
  await requireMember("viewer")
  const rows = await db().xeroApp.findMany({
    where: { removedAt: null, OR: [{ usable: true }, { current: true }] },
    orderBy: [{ current: "desc" }, { name: "asc" }, { createdAt: "asc" }],
    select: APP,
  })
  const reached = await countReached(rows.map((one) => one.id))
  return rows.map(({ grants, faultSince, retiredAt, secretHints, acceptedSecret, ...app }) => ({
    ...app,
    xeroAppId: app.id,
    seen: seenXeroApp(app),
    faultSince: faultSince?.toISOString() ?? null,
    isRetired: retiredAt !== null,
    secrets: secretHints.map((hint, position) => {
      return { hint, position, accepted: position === acceptedSecret }
    }),
    grants: grants.length,
    organisations: reached.get(app.id) ?? 0,
    custom: app.kind === "custom" ? customStanding(faultSince, grants[0]) : null,
  }))
}

/** Web apps that take consents, the default first: for whoever begins one. */
export async function listConsentApps(): Promise<{ xeroAppId: string; name: string }[]> {
  await requireMember("viewer")
  const rows = await db().xeroApp.findMany({
    where: { kind: "web", usable: true, retiredAt: null, removedAt: null },
    orderBy: [{ isDefault: "desc" }, { name: "asc" }],
    select: { id: true, name: true },
  })
  const xeroAppIds = rows.map((one) => one.id)
  const labels = await findXeroAppLabels(db(), xeroAppIds)
  return rows.map(({ id, name }) => ({ xeroAppId: id, name: labels.get(id) ?? name }))
}

/** Custom connections that no organisation has come through yet, by name. */
export async function listWaitingCustom(): Promise<string[]> {
  await requireMember("viewer")
  const rows = await db().xeroApp.findMany({
    where: {
      kind: "custom",
      usable: true,
      removedAt: null,
      grants: { every: { connections: { none: {} } } },
    },
    orderBy: { name: "asc" },
    select: { name: true },
  })
  return [...new Set(rows.map((one) => one.name))]
}

async function countReached(xeroAppIds: string[]): Promise<Map<string, number>> {
  const rows = await db().$queryRaw<{ xeroAppId: string; count: number }[]>`
    SELECT g."xeroAppId", count(DISTINCT c."tenantId")::int AS "count"
    FROM "Connection" c JOIN "Grant" g ON g."id" = c."grantId"
    WHERE c."state" = 'connected' AND g."state" = 'active' AND g."xeroAppId" = ANY(${xeroAppIds}::uuid[])
    GROUP BY g."xeroAppId"`
  return new Map(rows.map((one) => [one.xeroAppId, one.count]))
}

function customStanding(faultSince: Date | null, grant: CustomGrant | undefined): CustomStanding {
  if (grant === undefined) return "waiting"
  if (grant.lastOutcome === "no_consent")
    return grant.connections.length === 0 ? "waiting" : "deactivated"
  if (faultSince !== null) return "refused"
  if (grant.failures > 0) return "not_answering"
  return grant.lastOutcome === null ? "waiting" : "healthy"
}

const APP = {
  id: true,
  kind: true,
  name: true,
  clientId: true,
  scopes: true,
  current: true,
  isDefault: true,
  retiredAt: true,
  faultSince: true,
  faultCode: true,
  secretHints: true,
  acceptedSecret: true,
  grants: {
    where: { state: "active" },
    select: {
      lastOutcome: true,
      failures: true,
      connections: { select: { tenantId: true }, take: 1 },
    },
  },
} as const

type StoredApp = Prisma.XeroAppGetPayload<{ select: typeof APP }>
type CustomGrant = StoredApp["grants"][number]
/** How a custom connection stands: waiting for its first consent, or at Xero ever since. */
export type CustomStanding = "waiting" | "healthy" | "deactivated" | "not_answering" | "refused"
/** `current`: the environment's. */
export type XeroAppRow = Pick<
  StoredApp,
  "kind" | "name" | "clientId" | "scopes" | "current" | "isDefault" | "faultCode"
> & {
  xeroAppId: string
  seen: string
  isRetired: boolean
  faultSince: string | null
  /** In their order; `hint`: the last characters. */
  secrets: { hint: string; position: number; accepted: boolean }[]
  /** Those that work, and the organisations that they reach. */
  grants: number
  organisations: number
  /** Null: it is no custom connection. */
  custom: CustomStanding | null
}
