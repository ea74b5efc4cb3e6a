import { recordEvent } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"
import type { IncidentKind } from "@/lib/db/generated/enums"
import { findXeroAppLabels } from "@/lib/names/find-labels"

/**
 * Opens an incident and records its event, in the transaction that found it; does nothing if one of this kind, of
 * this app, is open. Two keepers at the same moment open one, because the database allows no second.
 */
export async function openIncident(
  tx: Tx,
  { kind, detail, xeroAppId = null }: NewIncident,
): Promise<void> {
  const [opened] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO "Incident" ("id", "kind", "xeroAppId", "openedAt", "detail")
    VALUES (gen_random_uuid(), ${kind}::"IncidentKind", ${xeroAppId}::uuid, clock_timestamp(), ${JSON.stringify(detail)}::jsonb)
    ON CONFLICT ("kind", coalesce("xeroAppId", '00000000-0000-0000-0000-000000000000')) WHERE "closedAt" IS NULL DO NOTHING
    RETURNING "id"`
  if (opened === undefined) return
  const app = await appOf(tx, xeroAppId)
  const told = { ...detail, ...app, incident: kind, incidentId: opened.id }
  await recordEvent(tx, { kind: "incident.opened", detail: told })
}

/** Closes the open incident of this kind, of this app, and records its event; false if there is none. */
export async function closeIncident(
  tx: Tx,
  kind: IncidentKind,
  xeroAppId: string | null = null,
): Promise<boolean> {
  const [closed] = await tx.$queryRaw<{ id: string; openedAt: Date }[]>`
    UPDATE "Incident" SET "closedAt" = clock_timestamp()
    WHERE "kind" = ${kind}::"IncidentKind" AND "xeroAppId" IS NOT DISTINCT FROM ${xeroAppId}::uuid
      AND "closedAt" IS NULL
    RETURNING "id", "openedAt"`
  if (closed === undefined) return false
  const openedAt = closed.openedAt.toISOString()
  const detail = {
    ...(await appOf(tx, xeroAppId)),
    incident: kind,
    incidentId: closed.id,
    openedAt,
  }
  await recordEvent(tx, { kind: "incident.closed", detail })
  return true
}

async function appOf(tx: Tx, xeroAppId: string | null): Promise<{ app?: string }> {
  if (xeroAppId === null) return {}
  const app = (await findXeroAppLabels(tx, [xeroAppId])).get(xeroAppId)
  return app === undefined ? {} : { app }
}

/** Whether an incident of this kind is open. */
export async function isIncidentOpen(tx: Tx, kind: IncidentKind): Promise<boolean> {
  const open = await tx.incident.findFirst({
    where: { kind, closedAt: null },
    select: { id: true },
  })
  return open !== null
}

/** Those that keep many organisations from being refreshed: while one is open, no alert goes out about single ones. */
export const QUIETING: IncidentKind[] = ["app_fault", "xero_trouble", "key_missing"]

type NewIncident = {
  kind: IncidentKind
  /** The app that has the trouble, where it is one app's. */
  xeroAppId?: string | null
  detail: Record<string, string | number | null>
}
