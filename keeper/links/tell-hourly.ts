import type { Keeper } from "@/keeper/keeper"
import { layOutMail } from "@/keeper/mail/lay-out-mail"
import { storeMail } from "@/keeper/mail/outbox"
import type { Tx } from "@/lib/db/create-db"

const HOUR_IN_MILLISECONDS = 60 * 60 * 1000

/**
 * Stores a mail to a member about what many holders may do: at most one of its kind an hour, however many do it. One that
 * waits stands for all until it is sent, because it names nobody and leads to the list.
 */
export async function tellHourly(keeper: Keeper, tx: Tx, told: Told): Promise<void> {
  const { memberId, email, kind } = told
  // Of several holders at once, one at a time.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${kind} ${memberId}`}, 0))`
  const [before] = await tx.$queryRaw<{ waits: boolean | null; sinceLast: number | null }[]>`
    SELECT bool_or("state" = 'waiting' AND "handedOverAt" IS NULL) AS "waits",
      (extract(epoch FROM clock_timestamp() - max(coalesce("handedOverAt", "createdAt"))) * 1000)::float8 AS "sinceLast"
    FROM "Mail" WHERE "subjectId" = ${memberId}::uuid AND "kind" = ${kind}`
  if (before?.waits) return
  const sinceLast = before?.sinceLast ?? HOUR_IN_MILLISECONDS
  const { path, why, ...news } = NEWS[kind]
  await storeMail(keeper, tx, {
    kind,
    to: email,
    subjectId: memberId,
    content: layOutMail({
      ...news,
      button: { label: "Show the links", link: `${keeper.appUrl}${path}` },
      foot: `Sent by Tenantry at ${keeper.appUrl}, because you ${why}.`,
    }),
    once: false,
    delayInMilliseconds: Math.max(0, HOUR_IN_MILLISECONDS - sinceLast),
  })
}

const NEWS = {
  links_declined: {
    title: "Some people said no to your campaign links",
    what: "One or more people opened a link from one of your campaigns and chose “No, thank you”. Nothing was connected.",
    todo: "The list shows who said no. Ask someone else if you like. You get this e-mail at most once an hour.",
    path: "/links?state=declined",
    why: "started a campaign",
  },
  links_wanted: {
    title: "Someone is asking for a new link",
    what: "One or more links that your services made have expired, and the people who have them are asking for new ones. Tenantry has no e-mail address to send those to.",
    todo: "The list shows which they are. Have the service make new links, or press New address and pass it on. You get this e-mail at most once an hour.",
    path: "/links?state=expired",
    why: "are an owner here",
  },
}

type Told = { memberId: string; email: string; kind: keyof typeof NEWS }
