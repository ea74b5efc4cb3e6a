import { createHash } from "node:crypto"
import type { Place } from "@/keeper/vault/vault"
import type { Tx } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"

/**
 * An event in one line, as it is hashed: all its columns that hold something, so that a column that is added later changes
 * no older line. PostgreSQL writes jsonb in one way only, and times in the session's zone, which is UTC.
 */
export const EVENT_LINE = Prisma.sql`
  (jsonb_strip_nulls(to_jsonb(e) - 'detail') || jsonb_build_object('detail', e."detail"))::text`

/** The hash of a block: SHA-256, in hexadecimal digits, of the hash before it and its events in the order of their ids. */
export function hashOf(previousHash: string, lines: string[]): string {
  const hash = createHash("sha256").update(previousHash)
  for (const line of lines) hash.update("\n").update(line)
  return hash.digest("hex")
}

/** What is sealed of a block's hash: another text once the keeper removes its events, so that nobody else marks it as removed. */
export function sealedText(hash: string, isRemoved: boolean): string {
  return isRemoved ? `${hash} removed` : hash
}

/** Where the sealed hash of a block stands. */
export function blockPlace(number: number): Place {
  return { column: "AuditBlock.hashSealed", row: String(number) }
}

/** The events with these ids that are there, by id. */
export async function listLines(tx: Tx, eventIds: bigint[]): Promise<EventLine[]> {
  return tx.$queryRaw<EventLine[]>`
    SELECT e."id", ${EVENT_LINE} AS "line" FROM "AuditEvent" e WHERE e."id" = ANY(${eventIds}) ORDER BY e."id"`
}

export type EventLine = { id: bigint; line: string }
