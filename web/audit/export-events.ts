import type { EventQuery } from "@/web/audit/event-query"
import { readEvents } from "@/web/audit/list-events"
import { csvHead, csvLine, jsonLine } from "@/web/audit/write-events"
import { requireMember } from "@/web/auth/require-member"
import { textStream } from "@/web/text-stream"

const BATCH = 1_000

/**
 * The events that the filters name, newest first, as text that is read from the database while it is taken: a batch is in
 * memory at a time. What happens meanwhile is not in it.
 */
export async function exportEvents(
  query: EventQuery,
  format: "csv" | "jsonl",
): Promise<ReadableStream<Uint8Array>> {
  await requireMember("viewer")
  return textStream(write(query, format))
}

async function* write(query: EventQuery, format: "csv" | "jsonl"): AsyncGenerator<string, void> {
  const line = format === "csv" ? csvLine : jsonLine
  if (format === "csv") yield csvHead()
  let before = query.before
  for (;;) {
    const events = await readEvents({ ...query, before }, BATCH)
    if (events.length > 0) yield events.map(line).join("")
    if (events.length < BATCH) return
    before = events.at(-1)?.id ?? null
  }
}
