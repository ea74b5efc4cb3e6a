import { z } from "zod"
import { findMemberLabels, findXeroAppLabels, findXeroUserLabels } from "@/lib/names/find-labels"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { labelled } from "@/web/tenants/labelled"
import { type Authorisers, listAuthorisers } from "@/web/tenants/list-authorisers"
import { type Covered, listCovered } from "@/web/tenants/list-covered"
import { type CutOff, listCutOff } from "@/web/tenants/list-cut-off"

/**
 * One organisation with everything that its page tells: standing, the consent that serves it and what else that covers,
 * and every connection that reaches it. Null for one that was never connected, or was only offered.
 */
export async function findTenant(tenantId: string): Promise<TenantDetail | null> {
  await requireMember("viewer")
  if (!z.guid().safeParse(tenantId).success) return null
  const [standing, connections] = await Promise.all([
    findStanding(tenantId),
    readConnections(tenantId),
  ])
  const serving = connections.find((one) => one.grant.id === standing?.grantId)
  if (standing === null || serving === undefined) return null
  const [covers, cutOff, authorisers, reference] = await Promise.all([
    listCovered(standing.grantId),
    listCutOff(standing.grantId),
    listAuthorisers(tenantId),
    findReference(tenantId),
  ])
  const [named] = await labelled([{ tenantId, name: standing.name }])
  const label = named?.name ?? standing.name
  const about = { covers, cutOff, authorisers, reference }
  return { ...standing, ...about, tenantId, label, serving, connections }
}

async function findStanding(tenantId: string) {
  return db().tenantOverview.findUnique({
    where: { tenantId },
    select: {
      name: true,
      type: true,
      status: true,
      reason: true,
      failingSince: true,
      removedAt: true,
      grantId: true,
    },
  })
}

async function findReference(tenantId: string): Promise<string | null> {
  const tenant = await db().tenant.findUnique({ where: { tenantId }, select: { reference: true } })
  return tenant?.reference ?? null
}

async function readConnections(tenantId: string) {
  const rows = await db().connection.findMany({
    where: { tenantId, OR: [{ state: { not: "offered" } }, { endedAt: { not: null } }] },
    orderBy: [{ connectedAt: "desc" }, { id: "asc" }],
    select: {
      connectionId: true,
      authEventId: true,
      state: true,
      connectedAt: true,
      lastSeenAt: true,
      endedAt: true,
      grant: {
        select: {
          id: true,
          xeroUserId: true,
          xeroUserName: true,
          xeroUserEmail: true,
          scopes: true,
          state: true,
          endedReason: true,
          endedAt: true,
          consentedAt: true,
          consentedById: true,
          refreshTokenExpiresAt: true,
          lastRefreshedAt: true,
          lastCheckedAt: true,
          xeroApp: { select: { id: true, name: true, kind: true, usable: true, scopes: true } },
        },
      },
    },
  })
  const grants = rows.map((one) => one.grant)
  const grantIds = grants.map((one) => one.id)
  const memberIds = grants.flatMap((one) => one.consentedById ?? [])
  const xeroAppIds = grants.map((one) => one.xeroApp.id)
  const xeroUsers = await findXeroUserLabels(db(), grantIds)
  const members = await findMemberLabels(db(), memberIds)
  const apps = await findXeroAppLabels(db(), xeroAppIds)
  return rows.map(({ grant: { consentedById, xeroApp, ...grant }, ...row }) => ({
    ...row,
    grant: {
      ...grant,
      xeroApp: { ...xeroApp, name: apps.get(xeroApp.id) ?? xeroApp.name },
      xeroUserLabel: xeroUsers.get(grant.id) ?? grant.xeroUserName,
      consentedBy: members.get(consentedById ?? "") ?? null,
    },
  }))
}

export type TenantConnection = Awaited<ReturnType<typeof readConnections>>[number]
export type TenantDetail = NonNullable<Awaited<ReturnType<typeof findStanding>>> & {
  tenantId: string
  /** Its name, with what distinguishes it from others of that name. */
  label: string
  /** The name by which programs know it. */
  reference: string | null
  /** The connection that the status speaks of: the best one. */
  serving: TenantConnection
  connections: TenantConnection[]
  authorisers: Authorisers
  covers: Covered
  /** What Xero drops when that consent is revoked. */
  cutOff: CutOff
}
