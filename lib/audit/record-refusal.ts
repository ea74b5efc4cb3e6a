import { type NewEvent, recordEvent } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"

const EACH_UP_TO = 20

/**
 * Adds an event that tells of a refusal, without letting anyone fill the table with them: of one kind and member (or all
 * who are unknown), the first 20 of an hour are events, then the 100th, the 1,000th and so on, which say how often it was.
 * `count`: so many at once.
 */
export async function recordRefusal(tx: Tx, event: NewEvent, count = 1): Promise<void> {
  const key = `${event.kind} ${event.memberId ?? "unknown"}`
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    INSERT INTO "RefusalCount" ("key", "hour", "count") VALUES (${key}, date_trunc('hour', clock_timestamp()), ${count})
    ON CONFLICT ("key") DO UPDATE SET "hour" = excluded."hour",
      "count" = CASE WHEN "RefusalCount"."hour" = excluded."hour" THEN "RefusalCount"."count" + excluded."count" ELSE excluded."count" END
    RETURNING "count"`
  const times = row?.count ?? count
  const before = times - count
  if (times <= EACH_UP_TO && count === 1) return recordEvent(tx, event)
  if (before >= EACH_UP_TO && tenfolds(times) === tenfolds(before)) return
  await recordEvent(tx, { ...event, detail: { ...event.detail, times } })
}

function tenfolds(count: number): number {
  return String(count).length
}
