import type { Keeper } from "@/keeper/keeper"
import { layOutMail } from "@/keeper/mail/lay-out-mail"
import { storeMail } from "@/keeper/mail/outbox"
import type { Tx } from "@/lib/db/create-db"

const HOUR_IN_MILLISECONDS = 60 * 60 * 1000

/**
 * Stores a mail to the member whose campaigns somebody said no to: at most one an hour, however many say no. One that waits
 * stands for all until it is sent, because it names nobody and leads to the list.
 */
export async function tellOfDeclined(keeper: Keeper, tx: Tx, told: Told): Promise<void> {
  const { memberId, email } = told
  // Of several who say no at once, one at a time.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`declined ${memberId}`}, 0))`
  const [before] = await tx.$queryRaw<{ waits: boolean | null; sinceLast: number | null }[]>`
    SELECT bool_or("state" = 'waiting' AND "handedOverAt" IS NULL) AS "waits",
      (extract(epoch FROM clock_timestamp() - max(coalesce("handedOverAt", "createdAt"))) * 1000)::float8 AS "sinceLast"
    FROM "Mail" WHERE "subjectId" = ${memberId}::uuid AND "kind" = 'links_declined'`
  if (before?.waits) return
  const sinceLast = before?.sinceLast ?? HOUR_IN_MILLISECONDS
  await storeMail(keeper, tx, {
    kind: "links_declined",
    to: email,
    subjectId: memberId,
    content: layOutMail({
      title: "Some people said no to your campaign links",
      what: "One or more people opened a link from one of your campaigns and chose “No, thank you”. Nothing was connected.",
      todo: "The list shows who it was. Ask someone else if you like. You get this e-mail at most once an hour.",
      button: { label: "Show who said no", link: `${keeper.appUrl}/links?state=declined` },
      foot: `Sent by Tenantry at ${keeper.appUrl}, because you started a campaign.`,
    }),
    once: false,
    delayInMilliseconds: Math.max(0, HOUR_IN_MILLISECONDS - sinceLast),
  })
}

type Told = { memberId: string; email: string }
