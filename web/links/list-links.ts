import type { Prisma } from "@/lib/db/generated/client"
import { LINK_STANDINGS, type LinkStandingWord } from "@/lib/links/link-terms"
import { findMemberLabels, findServiceLabels, type Labels } from "@/lib/names/find-labels"
import { findLinkMarks } from "@/lib/names/find-marks"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { LINKS_A_PAGE, type LinkQuery, type LinkSort } from "@/web/links/link-query"
import { labelled } from "@/web/tenants/labelled"

/** One page of the links that a query asks for, and how many there are in each state. */
export async function listLinks(query: LinkQuery): Promise<LinkPage> {
  await requireMember("viewer")
  const found = holding(query.search)
  const [grouped, rows] = await Promise.all([
    db().linkStanding.groupBy({ by: ["standing"], where: found, _count: { id: true } }),
    db().linkStanding.findMany({
      where: { ...found, ...(query.standing !== null && { standing: query.standing }) },
      orderBy: [...ORDERS[query.sort], { createdAt: "desc" }, { id: "asc" }],
      skip: (query.page - 1) * LINKS_A_PAGE,
      take: LINKS_A_PAGE,
      select: SELECT,
    }),
  ])
  const byStanding = new Map(grouped.map((one) => [one.standing, one._count.id]))
  const counts = Object.fromEntries(
    LINK_STANDINGS.map((one) => [one, byStanding.get(one) ?? 0]),
  ) as LinkCounts
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const matching = query.standing === null ? all : counts[query.standing]
  return { links: await withNames(rows), counts, all, matching }
}

/** The links that are out for an organisation and can still be used, newest first. */
export async function listLinksFor(tenantId: string): Promise<LinkRow[]> {
  await requireMember("viewer")
  const rows = await db().linkStanding.findMany({
    where: { tenantId, isOpen: true },
    orderBy: { createdAt: "desc" },
    select: SELECT,
  })
  return withNames(rows)
}

/** How many links are out and can still be used. */
export async function countOpenLinks(): Promise<number> {
  await requireMember("viewer")
  return db().linkStanding.count({ where: { isOpen: true } })
}

const SELECT = {
  id: true,
  purpose: true,
  tenantId: true,
  tenantName: true,
  recipientName: true,
  recipientEmail: true,
  reference: true,
  madeById: true,
  createdAt: true,
  expiresAt: true,
  /** Why it did not work, by the outcome of its consent. */
  failure: true,
  askedAnewAt: true,
  standing: true,
  isOpen: true,
  awaitsDecision: true,
  /** Since when it stands so. */
  since: true,
} satisfies Prisma.LinkStandingSelect

const ORDERS: Record<LinkSort, Prisma.LinkStandingOrderByWithRelationInput[]> = {
  newest: [],
  ends: [{ expiresAt: "asc" }],
  recipient: [{ recipientName: "asc" }, { recipientEmail: "asc" }],
  organisation: [{ tenantName: "asc" }],
}

function holding(search: string): Prisma.LinkStandingWhereInput {
  if (search === "") return {}
  const contains = search.replace(/[\\%_]/g, "\\$&")
  const holds = { contains, mode: "insensitive" } as const
  return {
    OR: [
      { recipientName: holds },
      { recipientEmail: holds },
      { tenantName: holds },
      { reference: holds },
    ],
  }
}

async function withNames(rows: StoredLink[]): Promise<LinkRow[]> {
  const makers = await findMakers(rows)
  const linkIds = rows.map((one) => one.id)
  const marks = await findLinkMarks(db(), linkIds)
  const named = rows.flatMap(({ tenantId, tenantName }) =>
    tenantId === null ? [] : [{ tenantId, name: tenantName ?? "" }],
  )
  const tenants = new Map((await labelled(named)).map((one) => [one.tenantId, one.name]))
  return rows.map(({ id, madeById, tenantName, askedAnewAt, ...row }) => ({
    ...row,
    isWanted: askedAnewAt !== null && askedAnewAt >= row.expiresAt,
    linkId: id,
    organisation: tenants.get(row.tenantId ?? "") ?? tenantName,
    mark: marks.get(id) ?? null,
    madeBy: makers.get(id) ?? "",
  }))
}

/** By link: the member who made it, or the service that did for its own. */
async function findMakers(rows: StoredLink[]): Promise<Labels> {
  const byServices = await db().link.findMany({
    where: { id: { in: rows.map((one) => one.id) }, serviceId: { not: null } },
    select: { id: true, serviceId: true },
  })
  const serviceOf = new Map(byServices.map((one) => [one.id, one.serviceId ?? ""]))
  const [members, services] = await Promise.all([
    findMemberLabels(db(), [...new Set(rows.map((one) => one.madeById))]),
    findServiceLabels(db(), [...new Set(serviceOf.values())]),
  ])
  return new Map(
    rows.map(({ id, madeById }) => [
      id,
      services.get(serviceOf.get(id) ?? "") ?? members.get(madeById) ?? "A member",
    ]),
  )
}

type StoredLink = Prisma.LinkStandingGetPayload<{ select: typeof SELECT }>
export type LinkCounts = Record<LinkStandingWord, number>
export type LinkPage = { links: LinkRow[]; counts: LinkCounts; all: number; matching: number }
export type LinkRow = Omit<StoredLink, "id" | "madeById" | "tenantName" | "askedAnewAt"> & {
  linkId: string
  organisation: string | null
  /** What tells it from other links for one of that name, or for nobody by name. */
  mark: string | null
  madeBy: string
  /** It has expired, and its holder asks for a new one. */
  isWanted: boolean
}
