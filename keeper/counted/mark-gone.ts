import { recordEvents } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"

const FEW = 20

/**
 * Marks those of our connections that the app's list no longer has as disconnected in Xero, each with its event; returns
 * how many. What was made or seen since Xero was asked is left alone. If so many are missing that the list may be empty by
 * mistake, or a part of the whole (nobody says that it has no pages, docs/xero.md §5.2), none is marked: each Xero user's own
 * list decides, and is asked for at once.
 */
export async function markGone(
  tx: Tx,
  { xeroAppId, askedAt }: { xeroAppId: string; askedAt: Date },
): Promise<number> {
  const isMissing = Prisma.sql`c."state" = 'connected' AND c."connectedAt" < ${askedAt} AND c."lastSeenAt" < ${askedAt}
    AND NOT EXISTS (SELECT 1 FROM "AppConnection" a WHERE a."connectionId" = c."connectionId")`
  // Grants before their connections, as a list is written: otherwise two writers might wait for each other.
  await tx.$executeRaw`
    SELECT 1 FROM "Grant" g
    WHERE g."xeroAppId" = ${xeroAppId}::uuid AND EXISTS (SELECT FROM "Connection" c
      WHERE c."grantId" = g."id" AND ((${isMissing}) OR ${HAS_RETURNED}))
    ORDER BY g."id" FOR NO KEY UPDATE`
  const missing = await tx.$queryRaw<Missing[]>`
    SELECT c."id", c."tenantId", c."grantId"
    FROM "Connection" c JOIN "Grant" g ON g."id" = c."grantId"
    WHERE g."xeroAppId" = ${xeroAppId}::uuid AND ${isMissing}
    ORDER BY c."id" FOR UPDATE OF c`
  const connected = await tx.connection.count({
    where: { state: "connected", grant: { xeroAppId } },
  })
  if (!isBelieved(missing.length, connected)) {
    await askEach(tx, missing)
    return 0
  }
  await tx.$executeRaw`
    UPDATE "Connection" SET "state" = 'disconnected_in_xero', "endedAt" = clock_timestamp()
    WHERE "id" = ANY(${missing.map((one) => one.id)}::uuid[])`
  await recordEvents(
    tx,
    missing.map(({ tenantId, grantId }) => ({
      kind: "tenant.disconnected_in_xero",
      tenantId,
      grantId,
    })),
  )
  await askReturned(tx, xeroAppId)
  return missing.length
}

/** One that is missing always; of few at most half, of many at most a tenth. */
export function isBelieved(missing: number, connected: number): boolean {
  if (missing <= 1) return true
  return missing * (missing > FEW ? 10 : 2) <= connected
}

/** What Xero lists again, or under another id: the Xero user's own list says how it is, so it is read soon. */
async function askReturned(tx: Tx, xeroAppId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Grant" g SET "checkDueAt" = clock_timestamp()
    FROM "Connection" c
    WHERE c."grantId" = g."id" AND g."state" = 'active' AND g."xeroAppId" = ${xeroAppId}::uuid AND ${HAS_RETURNED}`
}

const HAS_RETURNED = Prisma.sql`(c."state" = 'disconnected_in_xero'
  AND EXISTS (SELECT FROM "AppConnection" a WHERE a."connectionId" = c."connectionId"))`

async function askEach(tx: Tx, missing: Missing[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Grant" SET "checkDueAt" = clock_timestamp()
    WHERE "id" = ANY(${missing.map((one) => one.grantId)}::uuid[]) AND "state" = 'active'`
}

type Missing = { id: string; tenantId: string; grantId: string }
