import type { Keeper } from "@/keeper/keeper"
import { giveToken } from "@/keeper/links/link-token"
import { type MailedLink, writeLinkMail } from "@/keeper/links/write-link-mail"
import { storeMail } from "@/keeper/mail/outbox"
import type { Tx } from "@/lib/db/create-db"
import { doneOtherwiseSql } from "@/lib/links/campaign-sql"

/** After the first mail, in days: reminders for those who have not done it. */
const REMINDERS = [2, 5]
const DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1000

/**
 * Stores the mails that are due, each in one transaction with the link's new address: a keeper that dies has stored both or
 * neither, and the outbox brings a mail once. Of several keepers one does a link at a time.
 */
export async function sendLinks(keeper: Keeper): Promise<void> {
  while (!keeper.draining && (await sendNext(keeper)));
}

/** First mails go before reminders: an address gets one mail a day, and each link is to be sent once before others are twice. */
async function sendNext(keeper: Keeper): Promise<boolean> {
  return keeper.db.$transaction(async (tx) => {
    const [due] = await tx.$queryRaw<DueLink[]>`
      SELECT c."linkId"::text, c."mails", c."campaignId"::text FROM "CampaignLink" c
      WHERE c."nextMailAt" <= statement_timestamp()
      ORDER BY c."mails" > 0, c."nextMailAt", c."linkId" LIMIT 1 FOR UPDATE SKIP LOCKED`
    if (due === undefined) return false
    const link = await findLink(tx, due)
    if (link === null) await planNext(tx, due, null)
    else await sendOne(keeper, tx, { due, link })
    return true
  })
}

/**
 * The link while it is open or was never sent and, for a reminder, while the campaign has any and nobody did by another way what the link asks
 * for. Nobody ends or sends it meanwhile.
 */
async function findLink(tx: Tx, { linkId, campaignId, mails }: DueLink): Promise<OpenLink | null> {
  await tx.$executeRaw`SELECT FROM "Link" WHERE "id" = ${linkId}::uuid FOR NO KEY UPDATE`
  const [link] = await tx.$queryRaw<OpenLink[]>`
    SELECT l."recipientEmail" AS "email", l."purpose"::text, l."tenantId"::text, l."note", l."expiresAt", m."name" AS "madeBy"
    FROM "LinkStanding" l
    JOIN "Campaign" c ON c."id" = ${campaignId}::uuid
    JOIN "Member" m ON m."id" = l."madeById"
    WHERE l."id" = ${linkId}::uuid AND (l."isOpen" OR (${mails} = 0 AND l."standing" = 'expired'))
      AND (${mails} = 0 OR (c."remindersOffAt" IS NULL AND NOT ${doneOtherwiseSql()}))`
  return link ?? null
}

async function sendOne(keeper: Keeper, tx: Tx, { due, link }: Sending): Promise<void> {
  const { linkId, mails } = due
  const wait = await findWait(tx, link.email)
  const expiresAt = mails === 0 ? await beginLife(tx, linkId, wait) : link.expiresAt
  if (wait > 0) return planNext(tx, due, wait)
  const token = await giveToken(tx, linkId)
  await storeMail(keeper, tx, {
    kind: mails === 0 ? "link" : "link_reminder",
    to: link.email,
    subjectId: linkId,
    content: await writeLinkMail(keeper, tx, {
      link: { ...link, expiresAt },
      token,
      isReminder: mails > 0,
    }),
    once: true,
  })
  const [first = 0, second = 0] = REMINDERS
  const next = [first, second - first][mails]
  await tx.$executeRaw`UPDATE "CampaignLink" SET "mails" = "mails" + 1 WHERE "linkId" = ${linkId}::uuid`
  await planNext(tx, due, next === undefined ? null : next * DAY_IN_MILLISECONDS)
}

/** A link lives its days from its first mail on, which its address may have to wait for. */
async function beginLife(tx: Tx, linkId: string, wait: number): Promise<Date> {
  const [link] = await tx.$queryRaw<{ expiresAt: Date }[]>`
    UPDATE "Link" SET "expiresAt" = greatest("expiresAt",
      clock_timestamp() + ${wait}::float8 * interval '1 millisecond' + "days" * interval '1 day')
    WHERE "id" = ${linkId}::uuid RETURNING "expiresAt"`
  if (link === undefined) throw new Error("a link that is locked is gone")
  return link.expiresAt
}

/** How long until the address may get another mail of this kind. Only one keeper looks at an address at a time. */
async function findWait(tx: Tx, email: string): Promise<number> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(lower(${email}), 0))`
  const [row] = await tx.$queryRaw<{ wait: number | null }[]>`
    SELECT (extract(epoch FROM max("createdAt") + interval '1 day' - clock_timestamp()) * 1000)::float8 AS "wait"
    FROM "Mail" WHERE lower("to") = lower(${email}) AND "kind" IN ('link', 'link_reminder') AND "state" <> 'cancelled'`
  return Math.max(0, Math.ceil(row?.wait ?? 0))
}

async function planNext(tx: Tx, { linkId }: DueLink, wait: number | null): Promise<void> {
  await tx.$executeRaw`
    UPDATE "CampaignLink" SET "nextMailAt" = clock_timestamp() + ${wait}::float8 * interval '1 millisecond'
    WHERE "linkId" = ${linkId}::uuid`
}

type DueLink = { linkId: string; campaignId: string; mails: number }
type OpenLink = MailedLink & { email: string }
type Sending = { due: DueLink; link: OpenLink }
