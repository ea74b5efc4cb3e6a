import { findHourlyWait } from "@/keeper/hourly-wait"
import { listSelected } from "@/keeper/jobs/list-selected"
import type { Keeper } from "@/keeper/keeper"
import { findMailServer } from "@/keeper/mail/mail-server"
import { cancelMails, repeatUnclear } from "@/keeper/mail/outbox"
import { holdRole } from "@/keeper/members/hold-acting"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"
import { askedFor, doneOtherwiseSql, NOT_ASKED } from "@/lib/links/campaign-sql"

/**
 * Makes a link for each sign-in that reaches the selected organisations, to its Xero user or to an address that the member
 * typed; one consent mends all that the sign-in reaches. A second authoriser is asked for each organisation. Mails follow
 * (`sendLinks`). An organisation that a link is out for already is left out.
 */
export async function startCampaign(
  { db }: Pick<Keeper, "db">,
  memberId: string,
  input: Input,
): Promise<Output> {
  return db.$transaction(async (tx): Promise<Output> => {
    if (!(await holdRole(tx, memberId, "admin"))) return { kind: "forbidden" }
    // One at a time, so that nobody gets two links.
    await tx.$executeRaw`LOCK TABLE "Campaign" IN SHARE ROW EXCLUSIVE MODE`
    const { campaignId: id } = input
    const stored = await tx.campaign.findUnique({ where: { id }, select: { memberId: true } })
    if (stored === null) return startNew(tx, memberId, input)
    return stored.memberId === memberId ? started(tx, id, 0) : { kind: "not_found" }
  }, LONG)
}

async function startNew(tx: Tx, memberId: string, input: Input): Promise<Output> {
  if ((await findMailServer(tx)) === null) return { kind: "no_mail_server" }
  // Only one is started at a time.
  const retryAfterInSeconds = await findHourlyWait(tx, begunBy(memberId), MOST_AN_HOUR)
  if (retryAfterInSeconds > 0) return { kind: "throttled", retryAfterInSeconds }
  const tenantIds = await listSelected(tx, input.which)
  if (tenantIds.length === 0) return { kind: "not_found" }
  if (input.which.kind === "matching" && tenantIds.length !== input.which.count)
    return { kind: "other_number", count: tenantIds.length }
  const recipients = await listRecipients(tx, tenantIds, input)
  if (recipients.length === 0) return { kind: "nobody_to_ask" }
  await makeLinks(tx, { memberId, input, recipients })
  const reached = recipients.reduce((sum, one) => sum + one.organisations, 0)
  const links = recipients.length
  const detail = { links, organisations: reached, campaignId: input.campaignId }
  await recordEvent(tx, { kind: "campaign.started", memberId, detail })
  return started(tx, input.campaignId, tenantIds.length - reached)
}

function begunBy(memberId: string): Prisma.Sql {
  return Prisma.sql`SELECT "createdAt" AS "at" FROM "Campaign" WHERE "memberId" = ${memberId}::uuid`
}

/** No further reminder goes out, one that waits for the mail server included; links that are out go on working. */
export async function stopReminders(
  { db }: Pick<Keeper, "db">,
  memberId: string,
  { campaignId }: OperationInput<"stopReminders">,
): Promise<OperationOutput<"stopReminders">> {
  return db.$transaction(async (tx): Promise<OperationOutput<"stopReminders">> => {
    const { count } = await tx.campaign.updateMany({
      where: { id: campaignId, remindersOffAt: null },
      data: { remindersOffAt: await dbNow(tx) },
    })
    if (count === 0) return { kind: "not_found" }
    const links = await tx.campaignLink.findMany({
      where: { campaignId },
      select: { linkId: true },
    })
    const linkIds = links.map((one) => one.linkId)
    await cancelMails(tx, linkIds, "link_reminder")
    await recordEvent(tx, {
      kind: "campaign.reminders_stopped",
      memberId,
      detail: { campaignId },
    })
    return { kind: "stopped" }
  })
}

/** Sends what may not have arrived again, to those who have not done it. */
export async function sendUnclearAgain(
  { db }: Pick<Keeper, "db">,
  memberId: string,
  { campaignId }: OperationInput<"sendUnclearAgain">,
): Promise<OperationOutput<"sendUnclearAgain">> {
  return db.$transaction(async (tx): Promise<OperationOutput<"sendUnclearAgain">> => {
    const links = await tx.$queryRaw<{ linkId: string }[]>`
      SELECT c."linkId"::text FROM "CampaignLink" c JOIN "LinkStanding" l ON l."id" = c."linkId"
      WHERE c."campaignId" = ${campaignId}::uuid AND l."isOpen" AND NOT ${doneOtherwiseSql()}`
    const linkIds = links.map((one) => one.linkId)
    const mails = await repeatUnclear(tx, linkIds)
    if (mails === 0) return { kind: "not_found" }
    await recordEvent(tx, { kind: "campaign.sent_again", memberId, detail: { campaignId, mails } })
    return { kind: "sending" }
  })
}

/** After a take-over no campaign goes on: whoever held this database before may have sent its mails and reminders. */
export async function stopCampaigns(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Campaign" SET "remindersOffAt" = clock_timestamp() WHERE "remindersOffAt" IS NULL`
  await tx.$executeRaw`UPDATE "CampaignLink" SET "nextMailAt" = NULL WHERE "nextMailAt" IS NOT NULL`
}

/**
 * One for each sign-in, or organisation, whose address is typed or known: with the first of a sign-in's selected
 * organisations, one with a typed address before the others, then by name.
 */
function listRecipients(
  tx: Tx,
  tenantIds: string[],
  { addresses, purpose }: Input,
): Promise<Recipient[]> {
  const forOther = purpose === "second_authoriser"
  return tx.$queryRaw<Recipient[]>`
    SELECT DISTINCT ON ("askedFor") "tenantId"::text, CASE WHEN NOT ${forOther} THEN "xeroUserName" END AS "name", "email", "organisations"
    FROM (
      SELECT o."askedFor", o."tenantId", o."name", o."xeroUserName", o."xeroUserEmail", typed."email" IS NULL AS "isKnown",
        coalesce(typed."email", o."xeroUserEmail") AS "email",
        (count(*) OVER (PARTITION BY o."askedFor"))::int AS "organisations"
      FROM (
        SELECT *, ${askedFor(purpose)} AS "askedFor" FROM "TenantOverview"
        WHERE "tenantId" = ANY(${tenantIds}::uuid[]) AND ${NOT_ASKED}
      ) o
      LEFT JOIN jsonb_to_recordset(${JSON.stringify(addresses)}::jsonb) AS typed("tenantId" uuid, "email" text)
        ON typed."tenantId" = o."tenantId"
    ) found
    WHERE "email" IS NOT NULL
      AND NOT (${forOther} AND ("isKnown" OR lower("email") IS NOT DISTINCT FROM lower("xeroUserEmail")))
    ORDER BY "askedFor", "isKnown", lower("name"), "tenantId"`
}

async function makeLinks(tx: Tx, { memberId, input, recipients }: Making): Promise<void> {
  const { campaignId, purpose, note, days } = input
  await tx.campaign.create({
    data: { id: campaignId, memberId, note, days },
    select: { id: true },
  })
  await tx.$executeRaw`
    WITH made AS (
      INSERT INTO "Link" ("id", "purpose", "tenantId", "recipientName", "recipientEmail", "note", "madeById", "days", "expiresAt")
      SELECT gen_random_uuid(), ${purpose}::"LinkPurpose", r."tenantId", r."name", r."email", ${note}, ${memberId}::uuid, ${days}::int,
        clock_timestamp() + ${days}::int * interval '1 day'
      FROM jsonb_to_recordset(${JSON.stringify(recipients)}::jsonb) AS r("tenantId" uuid, "name" text, "email" text)
      RETURNING "id"
    )
    INSERT INTO "CampaignLink" ("linkId", "campaignId") SELECT "id", ${campaignId}::uuid FROM made`
}

async function started(tx: Tx, campaignId: string, leftOut: number): Promise<Output> {
  const links = await tx.campaignLink.count({ where: { campaignId } })
  return { kind: "started", campaignId, links, leftOut }
}

// One may write to every customer; addresses that a member types come in hundreds.
export const MOST_AN_HOUR = 20
const LONG = { maxWait: 5_000, timeout: 30_000 }

type Recipient = { tenantId: string; name: string | null; email: string; organisations: number }
type Input = OperationInput<"startCampaign">
type Output = OperationOutput<"startCampaign">
type Making = { memberId: string; input: Input; recipients: Recipient[] }
