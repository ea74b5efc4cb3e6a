import { z } from "zod"
import { dbNow } from "@/lib/db/clock"
import type { Prisma } from "@/lib/db/generated/client"
import { findMemberLabels, findServiceLabels } from "@/lib/names/find-labels"
import { seenService } from "@/lib/seen"
import { type ServiceState, serviceState } from "@/lib/services/service-state"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { labelled } from "@/web/tenants/labelled"

/** One service as its page tells it; null where there is none. Of its secrets only what tells them apart. */
export async function findService(serviceId: string): Promise<ServiceDetail | null> {
  await requireMember("viewer")
  if (!z.guid().safeParse(serviceId).success) return null
  const [row, lastFetch, now] = await Promise.all([
    db().service.findUnique({ where: { id: serviceId }, select: COLUMNS }),
    db().tokenFetch.findFirst({
      where: { serviceId },
      orderBy: [{ day: "desc" }, { lastAt: "desc" }],
      select: { lastAt: true },
    }),
    dbNow(db()),
  ])
  if (row === null) return null
  const { id, createdById, _count, ...service } = row
  const [services, members] = await Promise.all([
    findServiceLabels(db(), [id]),
    findMemberLabels(db(), [createdById]),
  ])
  return {
    ...service,
    serviceId: id,
    state: serviceState(row, now),
    label: services.get(id) ?? service.name,
    createdByName: members.get(createdById) ?? "A member",
    chosen: _count.access,
    lastFetchAt: lastFetch?.lastAt ?? null,
  }
}

/** What the form for changing a service begins with; null where there is none, or it is revoked. */
export async function findServiceSettings(serviceId: string): Promise<ServiceSettings | null> {
  await requireMember("admin")
  if (!z.guid().safeParse(serviceId).success) return null
  const row = await db().service.findFirst({
    where: { id: serviceId, revokedAt: null },
    select: {
      name: true,
      reach: true,
      networks: true,
      rights: true,
      expiresAt: true,
      access: {
        orderBy: { tenant: { name: "asc" } },
        select: { tenant: { select: { tenantId: true, name: true } } },
      },
    },
  })
  if (row === null) return null
  const { access, expiresAt, ...settings } = row
  const tenantIds = access.map(({ tenant }) => tenant.tenantId)
  return {
    ...settings,
    serviceId,
    seen: seenService({ ...settings, expiresAt, tenantIds }),
    expiresAt: expiresAt?.toISOString() ?? null,
    chosen: await labelled(access.map((one) => one.tenant)),
  }
}

const COLUMNS = {
  id: true,
  name: true,
  reach: true,
  networks: true,
  rights: true,
  createdAt: true,
  expiresAt: true,
  disabledAt: true,
  revokedAt: true,
  createdById: true,
  secrets: {
    orderBy: { createdAt: "asc" },
    select: { id: true, hint: true, createdAt: true, lastUsedAt: true },
  },
  _count: { select: { access: true } },
} as const

type StoredService = Prisma.ServiceGetPayload<{ select: typeof COLUMNS }>
export type ServiceSecretView = StoredService["secrets"][number]
export type ServiceDetail = Omit<StoredService, "id" | "createdById" | "_count"> & {
  serviceId: string
  /** Its name with what tells it from its namesakes. */
  label: string
  state: ServiceState
  /** Organisations, where they are chosen. */
  chosen: number
  createdByName: string
  lastFetchAt: Date | null
}
export type ServiceSettings = Pick<StoredService, "name" | "reach" | "networks" | "rights"> & {
  serviceId: string
  /** The mark of all of these, which the form sends back. */
  seen: string
  /** ISO 8601; null: never. */
  expiresAt: string | null
  chosen: { tenantId: string; name: string }[]
}
