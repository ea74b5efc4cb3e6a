import type { Keeper } from "@/keeper/keeper"
import type { Prisma } from "@/lib/db/generated/client"
import { MEMBER_ROLES } from "@/lib/members/roles"

// After an upgrade or a long stop, older ones are history, not news.
const NEWS_IN_MINUTES = 60
// These hold a word of ours, as "refused" or "xero_trouble". Others may hold what somebody typed: a name can look like a word.
const WORD = /^[a-z]+(_[a-z]+)*$/
const OUR_WORDS = new Set([
  ...["reason", "code", "outcome", "by", "at", "role", "purpose", "what", "needs", "act"],
  ...["mostly", "sign", "part", "folder", "incident", "kind", "channelKind", "appKind"],
])
const ROLES: readonly unknown[] = [...MEMBER_ROLES, "nobody"]

/**
 * A line in the log for each of these events: what happened, to whom by id, and in which request. Names, addresses and what
 * people typed stay in the database.
 */
export async function logEvents({ db, log }: Keeper, ids: bigint[]): Promise<void> {
  const events = await db.$queryRaw<LoggedEvent[]>`
    SELECT "id"::text AS "eventId", "kind" AS "event", "at" AS "happenedAt", "requestId", "memberId", "tenantId", "grantId",
      "serviceId", "detail"
    FROM "AuditEvent" WHERE "id" = ANY(${ids}::bigint[])
      AND "at" > statement_timestamp() - ${NEWS_IN_MINUTES} * interval '1 minute'
    ORDER BY "id"`
  for (const { detail, ...facts } of events) {
    const known = Object.entries(facts).filter(([, value]) => value !== null)
    log.info({ ...Object.fromEntries(known), ...wordsOf(detail) })
  }
}

function wordsOf(detail: Prisma.JsonObject): { detail?: Prisma.JsonObject } {
  const told = Object.entries(detail).filter(
    ([name, value]) =>
      typeof value === "number" ||
      typeof value === "boolean" ||
      (typeof value === "string" && OUR_WORDS.has(name) && WORD.test(value)) ||
      ((name === "from" || name === "to") && ROLES.includes(value)),
  )
  return told.length === 0 ? {} : { detail: Object.fromEntries(told) }
}

type LoggedEvent = {
  eventId: string
  event: string
  happenedAt: Date
  requestId: string | null
  memberId: string | null
  tenantId: string | null
  grantId: string | null
  serviceId: string | null
  detail: Prisma.JsonObject
}
