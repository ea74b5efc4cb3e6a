import type { ListChange, NamedConnection, Step } from "@/keeper/tenants/plan-connections"
import { type NewEvent, recordEvents } from "@/lib/audit/record-event"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"
import { findXeroUserLabels } from "@/lib/names/find-labels"

/**
 * Stores new tenants and new names, and returns the list with known names: a missing name overwrites nothing. One whose
 * connection is not stored either, because Xero names no id of it, is not stored: lists count on a connection of each tenant.
 */
export async function writeTenants(
  tx: Tx,
  { grantId, connections }: ListChange,
): Promise<NamedConnection[]> {
  const known = await tx.tenant.findMany({
    where: { tenantId: { in: connections.map((one) => one.tenantId) } },
    select: { tenantId: true, name: true, type: true },
  })
  const before = new Map(known.map((one) => [one.tenantId, one]))
  const list = connections.map((one) => ({
    ...one,
    tenantName: one.tenantName ?? before.get(one.tenantId)?.name ?? "",
    tenantType: one.tenantType ?? before.get(one.tenantId)?.type ?? "ORGANISATION",
  }))
  await tx.tenant.createMany({
    data: list
      .filter((one) => one.id !== null && !before.has(one.tenantId))
      .map(({ tenantId, tenantName: name, tenantType: type }) => ({ tenantId, name, type })),
    skipDuplicates: true,
  })
  const changed = list.filter(({ tenantId, tenantName, tenantType }) => {
    const one = before.get(tenantId)
    return one !== undefined && (one.name !== tenantName || one.type !== tenantType)
  })
  if (changed.length > 0) await renameTenants(tx, changed)
  const renamed = changed.flatMap(({ tenantId, tenantName: to }) => {
    const from = before.get(tenantId)?.name ?? to
    return from === to
      ? []
      : [{ kind: "tenant.renamed", tenantId, grantId, detail: { from, to } } as const]
  })
  await recordEvents(tx, renamed)
  return list
}

async function renameTenants(tx: Tx, changed: NamedConnection[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Tenant" t SET "name" = new."name", "type" = new."type"
    FROM unnest(${changed.map((one) => one.tenantId)}::uuid[], ${changed.map((one) => one.tenantName)}::text[],
      ${changed.map((one) => one.tenantType)}::text[]) AS new("tenantId", "name", "type")
    WHERE t."tenantId" = new."tenantId"`
}

/** A few statements, however many organisations a consent reaches. */
export async function writeSteps(tx: Tx, steps: Step[], change: ListChange): Promise<void> {
  if (steps.length === 0) return
  const { grantId, memberId, byLink } = change
  const now = await dbNow(tx)
  const made = steps.flatMap((step) => (step.made === null ? [] : [{ ...step, ...step.made }]))
  const madeIds = made.map((one) => one.tenantId)
  const places = await findPlaces(tx, grantId, madeIds)
  await tx.connection.createMany({
    data: made.map(({ tenantId, state, connectionId, authEventId }) => {
      const place = places.get(tenantId) ?? 1
      return { connectionId, authEventId, grantId, tenantId, state, place, connectedAt: now }
    }),
  })
  const changed = steps.filter((step) => step.made === null)
  const returning = changed.filter((one) => one.state === "connected").map((one) => one.tenantId)
  // Waits for a disconnect that is being written, or makes it wait, as a new connection does by its key.
  await tx.$queryRaw`
    SELECT FROM "Tenant" WHERE "tenantId" = ANY(${returning}::uuid[]) ORDER BY "tenantId" FOR NO KEY UPDATE`
  await updateConnections(tx, grantId, changed)
  const reached = steps.filter((one) => one.state === "connected").map((one) => one.tenantId)
  await tx.$executeRaw`
    UPDATE "Tenant" SET "removedAt" = NULL
    WHERE "tenantId" = ANY(${reached}::uuid[]) AND "removedAt" IS NOT NULL`
  const others = await findOthers(tx, grantId, steps)
  const events = steps.flatMap(({ tenantId, event }) => {
    if (event === null) return []
    const other = others.get(tenantId)
    const detail: NewEvent["detail"] = {
      ...(other !== undefined && BEGINS.has(event) && { before: other }),
      ...(byLink !== undefined && { link: byLink }),
      ...(change.consentId !== undefined && { consentId: change.consentId }),
    }
    return [{ kind: event, tenantId, grantId, memberId, detail }]
  })
  await recordEvents(tx, events)
}

/** By organisation that has connections, the place of one that is new among them. */
async function findPlaces(
  tx: Tx,
  grantId: string,
  tenantIds: string[],
): Promise<Map<string, number>> {
  if (tenantIds.length === 0) return new Map()
  const rows = await tx.$queryRaw<{ tenantId: string; place: number }[]>`
    SELECT o."tenantId", ${PLACE} AS "place"
    FROM "Connection" o JOIN "Grant" g ON g."id" = o."grantId" JOIN "Grant" own ON own."id" = ${grantId}::uuid
    WHERE o."tenantId" = ANY(${tenantIds}::uuid[]) GROUP BY o."tenantId"`
  return new Map(rows.map((one) => [one.tenantId, one.place]))
}

// Who comes later stands behind. A Xero user has one place, through however many apps: of those the newest consent leads.
const PLACE = Prisma.sql`coalesce(min(o."place") FILTER (
  WHERE g."xeroUserId" = own."xeroUserId" AND o."state" IN ('connected', 'disconnected_in_xero')), max(o."place") + 1)`

const BEGINS = new Set<Step["event"]>(["tenant.connected", "tenant.reconnected", "tenant.returned"])

/** By organisation, the Xero user through whom it was reached last before, where that is another one. */
async function findOthers(tx: Tx, grantId: string, steps: Step[]): Promise<Map<string, string>> {
  const begun = steps.filter((one) => BEGINS.has(one.event)).map((one) => one.tenantId)
  if (begun.length === 0) return new Map()
  const rows = await tx.$queryRaw<{ tenantId: string; grantId: string }[]>`
    SELECT DISTINCT ON (c."tenantId") c."tenantId", g."id" AS "grantId"
    FROM "Connection" c JOIN "Grant" g ON g."id" = c."grantId" JOIN "Grant" own ON own."id" = ${grantId}::uuid
    WHERE c."tenantId" = ANY(${begun}::uuid[]) AND c."state" <> 'offered' AND g."xeroUserId" <> own."xeroUserId"
    ORDER BY c."tenantId", c."lastSeenAt" DESC`
  const grantIds = [...new Set(rows.map((one) => one.grantId))]
  const labels = await findXeroUserLabels(tx, grantIds)
  return new Map(rows.map((one) => [one.tenantId, labels.get(one.grantId) ?? "A Xero user"]))
}

async function updateConnections(tx: Tx, grantId: string, steps: Step[]): Promise<void> {
  if (steps.length === 0) return
  await tx.$executeRaw`
    UPDATE "Connection" c SET "state" = new."state"::"ConnectionState",
      -- One that was ended here comes back as a new one would.
      "place" = CASE WHEN c."state" = 'disconnected' AND new."state" <> 'disconnected' THEN (
        SELECT ${PLACE} FROM "Connection" o JOIN "Grant" g ON g."id" = o."grantId" WHERE o."tenantId" = c."tenantId")
        ELSE c."place" END,
      "connectionId" = coalesce(new."connectionId", c."connectionId"),
      "authEventId" = CASE WHEN new."connectionId" IS NULL THEN c."authEventId" ELSE new."authEventId" END,
      "connectedAt" = CASE WHEN new."state" = 'connected' THEN clock_timestamp() ELSE c."connectedAt" END,
      "endedAt" = CASE new."state" WHEN 'connected' THEN NULL WHEN 'offered' THEN c."endedAt" ELSE clock_timestamp() END
    FROM "Grant" own, unnest(${steps.map((one) => one.tenantId)}::uuid[], ${steps.map((one) => one.state)}::text[],
      ${steps.map((one) => one.seen?.connectionId ?? null)}::uuid[],
      ${steps.map((one) => one.seen?.authEventId ?? null)}::uuid[])
      AS new("tenantId", "state", "connectionId", "authEventId")
    WHERE c."grantId" = ${grantId}::uuid AND c."tenantId" = new."tenantId" AND own."id" = c."grantId"`
}
