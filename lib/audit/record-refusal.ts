import { type NewEvent, recordEvent } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"

const EACH_UP_TO = 20

/**
 * Adds an event that tells of a refusal, without letting anyone fill the table with them: of one kind and member (or all
 * who are unknown), the first 20 of an hour are events, then the 100th, the 1,000th and so on, which say how often it was.
 */
export async function recordRefusal(tx: Tx, event: NewEvent): Promise<void> {
  const key = `${event.kind} ${event.memberId ?? "unknown"}`
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    INSERT INTO "RefusalCount" ("key", "hour", "count") VALUES (${key}, date_trunc('hour', clock_timestamp()), 1)
    ON CONFLICT ("key") DO UPDATE SET "hour" = excluded."hour",
      "count" = CASE WHEN "RefusalCount"."hour" = excluded."hour" THEN "RefusalCount"."count" + 1 ELSE 1 END
    RETURNING "count"`
  const times = row?.count ?? 1
  if (times <= EACH_UP_TO) return recordEvent(tx, event)
  if (!/^10+$/.test(String(times))) return
  await recordEvent(tx, { ...event, detail: { ...event.detail, times } })
}
