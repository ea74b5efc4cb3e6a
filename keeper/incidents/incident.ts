import { recordEvent } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"

/**
 * Opens an incident and records its event, in the transaction that found it; does nothing if one of this kind is open.
 * Two keepers at the same moment open one, because the database allows only one open incident of a kind.
 */
export async function openIncident(tx: Tx, { kind, detail }: NewIncident): Promise<void> {
  const [opened] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO "Incident" ("id", "kind", "openedAt", "detail")
    VALUES (gen_random_uuid(), ${kind}::"IncidentKind", clock_timestamp(), ${JSON.stringify(detail)}::jsonb)
    ON CONFLICT ("kind") WHERE "closedAt" IS NULL DO NOTHING
    RETURNING "id"`
  if (opened === undefined) return
  const told = { ...detail, incident: kind, incidentId: opened.id }
  await recordEvent(tx, { kind: "incident.opened", detail: told })
}

/** Closes the open incident of this kind and records its event; false if there is none. */
export async function closeIncident(tx: Tx, kind: IncidentKind): Promise<boolean> {
  const [closed] = await tx.$queryRaw<{ id: string; openedAt: Date }[]>`
    UPDATE "Incident" SET "closedAt" = clock_timestamp()
    WHERE "kind" = ${kind}::"IncidentKind" AND "closedAt" IS NULL
    RETURNING "id", "openedAt"`
  if (closed === undefined) return false
  const openedAt = closed.openedAt.toISOString()
  const detail = { incident: kind, incidentId: closed.id, openedAt }
  await recordEvent(tx, { kind: "incident.closed", detail })
  return true
}

/** Whether an incident of this kind is open. */
export async function isIncidentOpen(tx: Tx, kind: IncidentKind): Promise<boolean> {
  const open = await tx.incident.findFirst({
    where: { kind, closedAt: null },
    select: { id: true },
  })
  return open !== null
}

export type IncidentKind = "app_fault" | "xero_trouble" | "key_missing" | "journal_failing"
type NewIncident = { kind: IncidentKind; detail: Record<string, string | number | null> }
