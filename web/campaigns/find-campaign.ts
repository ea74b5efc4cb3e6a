import { Prisma } from "@/lib/db/generated/client"
import { doneOtherwiseSql } from "@/lib/links/campaign-sql"
import type { LinkStandingWord } from "@/lib/links/link-terms"
import { findMemberLabels } from "@/lib/names/find-labels"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { labelled } from "@/web/tenants/labelled"

const MOST_LISTED = 500

/** A campaign with who has done it and who has not; null where there is none. */
export async function findCampaign(campaignId: string): Promise<CampaignView | null> {
  await requireMember("viewer")
  const campaign = await db().campaign.findUnique({
    where: { id: campaignId },
    select: { memberId: true, note: true, createdAt: true, remindersOffAt: true },
  })
  if (campaign === null) return null
  const [counts, rows, members] = await Promise.all([
    countLinks([campaignId]),
    listRows(campaignId),
    findMemberLabels(db(), [campaign.memberId]),
  ])
  return {
    campaignId,
    note: campaign.note,
    createdAt: campaign.createdAt.toISOString(),
    remindsNoMore: campaign.remindersOffAt !== null,
    memberName: members.get(campaign.memberId) ?? "A member",
    ...(counts.get(campaignId) ?? { all: 0, done: 0, open: 0 }),
    rows,
  }
}

/** The newest campaigns with how far they are. */
export async function listCampaigns(): Promise<CampaignLine[]> {
  await requireMember("viewer")
  const campaigns = await db().campaign.findMany({
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    take: 50,
    select: { id: true, memberId: true, createdAt: true },
  })
  const memberIds = campaigns.map((one) => one.memberId)
  const [counts, members] = await Promise.all([
    countLinks(campaigns.map((one) => one.id)),
    findMemberLabels(db(), memberIds),
  ])
  return campaigns.map(({ id, memberId, createdAt }) => ({
    campaignId: id,
    memberName: members.get(memberId) ?? "A member",
    createdAt: createdAt.toISOString(),
    ...(counts.get(id) ?? { all: 0, done: 0, open: 0 }),
  }))
}

/** Of a link `l`: what it asks for was done, by it or another way. */
const DONE = Prisma.sql`(l."standing" = 'done' OR ${doneOtherwiseSql()})`

async function countLinks(campaignIds: string[]): Promise<Map<string, Counts>> {
  if (campaignIds.length === 0) return new Map()
  const rows = await db().$queryRaw<(Counts & { campaignId: string })[]>`
    SELECT l."campaignId"::text, count(*)::int AS "all",
      (count(*) FILTER (WHERE l."isDone"))::int AS "done", (count(*) FILTER (WHERE l."isOpen" AND NOT l."isDone"))::int AS "open"
    FROM (
      SELECT c."campaignId", l."isOpen", ${DONE} AS "isDone"
      FROM "CampaignLink" c JOIN "LinkStanding" l ON l."id" = c."linkId"
      WHERE c."campaignId" = ANY(${campaignIds}::uuid[])
    ) l GROUP BY 1`
  return new Map(rows.map(({ campaignId, ...counts }) => [campaignId, counts]))
}

/** Those who have not done it come first. */
async function listRows(campaignId: string): Promise<CampaignRow[]> {
  const rows = await db().$queryRaw<StoredRow[]>`
    SELECT l."id"::text AS "linkId", l."recipientName" AS "name", l."recipientEmail" AS "email",
      l."tenantId"::text, l."tenantName" AS "organisation", l."standing"::text, l."since", l."isOpen", l."awaitsDecision",
      ${DONE} AS "isDone", c."mails",
      c."nextMailAt" IS NOT NULL AND l."standing" NOT IN ('declined', 'done', 'withdrawn') AS "isPlanned", m."state"::text AS "mailState", m."outcome", m."evidence"
    FROM "CampaignLink" c JOIN "LinkStanding" l ON l."id" = c."linkId"
    LEFT JOIN LATERAL (
      SELECT "state", "outcome", "evidence" FROM "Mail" WHERE "subjectId" = l."id" ORDER BY "createdAt" DESC LIMIT 1
    ) m ON true
    WHERE c."campaignId" = ${campaignId}::uuid
    ORDER BY "isDone", lower(l."recipientEmail"), l."id" LIMIT ${MOST_LISTED}`
  const named = rows.flatMap(({ tenantId, organisation: name }) =>
    tenantId === null || name === null ? [] : [{ tenantId, name }],
  )
  const labels = new Map((await labelled(named)).map((one) => [one.tenantId, one.name]))
  return rows.map(({ since, tenantId, ...row }) => ({
    ...row,
    organisation: labels.get(tenantId ?? "") ?? null,
    since: since.toISOString(),
  }))
}

type StoredRow = Omit<CampaignRow, "since"> & { since: Date; tenantId: string | null }
/** `open`: of those that are not done. */
type Counts = { all: number; done: number; open: number }
export type CampaignLine = Counts & { campaignId: string; memberName: string; createdAt: string }
export type CampaignView = CampaignLine & {
  note: string | null
  remindsNoMore: boolean
  rows: CampaignRow[]
}
export type CampaignRow = {
  linkId: string
  name: string | null
  email: string | null
  organisation: string | null
  standing: LinkStandingWord
  since: string
  /** It can still be used. */
  isOpen: boolean
  /** An admin has to decide about what its consent brought. */
  awaitsDecision: boolean
  /** By the link or another way. */
  isDone: boolean
  /** How many were stored. */
  mails: number
  /** A further one is to be stored. */
  isPlanned: boolean
  /** Of the newest mail; null while none was stored. */
  mailState: "waiting" | "sent" | "failed" | "unclear" | "cancelled" | null
  outcome: string | null
  evidence: string | null
}
