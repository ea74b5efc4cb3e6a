import { randomUUID } from "node:crypto"
import type { Keeper } from "@/keeper/keeper"
import type { MailText } from "@/keeper/mail/lay-out-mail"
import type { Place } from "@/keeper/vault/vault"
import type { Tx } from "@/lib/db/create-db"

/**
 * Stores a mail in the transaction of what it tells of; some keeper sends it within seconds, and tries for 24 hours. Nothing
 * that web can read holds its text. An `id` that is stored already is not stored again. With `claimed` nobody else sends it
 * for one lease: the caller does, with `attemptMail`, once the transaction is committed. With a delay nobody does so long.
 */
export async function storeMail(
  { vault, alerts }: Pick<Keeper, "vault" | "alerts">,
  tx: Tx,
  mail: NewMail,
): Promise<ClaimedMail> {
  const { id = randomUUID(), kind, to, subjectId = null, content, once, claimed = false } = mail
  const { delayInMilliseconds = 0 } = mail
  const contentSealed = await vault.seal(JSON.stringify(content), contentPlace(id))
  const wait = claimed ? alerts.timings.lease : delayInMilliseconds
  await tx.$executeRaw`
    INSERT INTO "Mail" ("id", "kind", "to", "subjectId", "contentSealed", "once", "nextAttemptAt")
    VALUES (${id}::uuid, ${kind}, ${to}, ${subjectId}::uuid, ${contentSealed}, ${once},
      date_trunc('milliseconds', clock_timestamp()) + ${wait} * interval '1 millisecond')
    ON CONFLICT DO NOTHING`
  return { id, turn: 0 }
}

/**
 * Mails about something that has ended are not sent, or those of one kind, unless the server has them already; nor are
 * unclear ones sent again.
 */
export async function cancelMails(
  tx: Tx,
  subjectIds: string[],
  kind: MailKind | null = null,
): Promise<void> {
  if (subjectIds.length === 0) return
  await tx.$executeRaw`
    UPDATE "Mail" SET "state" = CASE "state" WHEN 'waiting' THEN 'cancelled' ELSE "state" END, "contentSealed" = NULL,
      "nextAttemptAt" = NULL, "finishedAt" = clock_timestamp()
    WHERE "subjectId" = ANY(${subjectIds}::uuid[]) AND ("state" = 'unclear' OR ("state" = 'waiting' AND "handedOverAt" IS NULL))
      AND (${kind}::text IS NULL OR "kind" = ${kind})`
}

/**
 * Sends the newest mail about each of these again where it is unclear whether it arrived, under the id that it had: mail
 * programs that have it drop the second one. Returns how many.
 */
export function repeatUnclear(tx: Tx, subjectIds: string[]): Promise<number> {
  return tx.$executeRaw`
    UPDATE "Mail" m SET "state" = 'waiting', "handedOverAt" = NULL, "finishedAt" = NULL, "createdAt" = clock_timestamp(),
      "nextAttemptAt" = date_trunc('milliseconds', clock_timestamp())
    WHERE m."subjectId" = ANY(${subjectIds}::uuid[]) AND m."state" = 'unclear' AND m."contentSealed" IS NOT NULL
      AND NOT EXISTS (SELECT FROM "Mail" n WHERE n."subjectId" = m."subjectId" AND n."createdAt" > m."createdAt")`
}

/** After a take-over: whoever held this database before may have sent what waits here. What goes out `once` is not sent. */
export async function leaveUnclear(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Mail" SET "state" = 'unclear', "outcome" = 'unclear', "nextAttemptAt" = NULL, "finishedAt" = clock_timestamp()
    WHERE "state" = 'waiting' AND "once"`
}

export function contentPlace(mailId: string): Place {
  return { column: "Mail.content", row: mailId }
}

export type NewMail = {
  id?: string
  /** A word for what it is, such as `invitation`; lists show it. */
  kind: MailKind
  to: string
  /** The id of what it is about: `cancelMails` finds it by that. */
  subjectId?: string
  content: MailText
  /** Rather never than twice: where a server fell silent after it had the mail, it is not sent again. */
  once: boolean
  claimed?: boolean
  delayInMilliseconds?: number
}
/** `turn`: which claim this is; a later one ends it. */
export type ClaimedMail = { id: string; turn: number }
export type MailKind =
  | "invitation"
  | "notice"
  | "link"
  | "link_reminder"
  | "links_declined"
  | "links_wanted"
