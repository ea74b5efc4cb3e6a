import { closeIncident, openIncident } from "@/keeper/incidents/incident"
import type { Keeper } from "@/keeper/keeper"
import type { Tx } from "@/lib/db/create-db"
import type { IncidentKind } from "@/lib/db/generated/enums"

// A keeper that has not said for so long that its machine has the trouble is gone.
const SAID_LATELY_IN_MINUTES = 5
// Often enough to be believed, and seldom enough to cost little.
const SAY_EVERY_MINUTES = 1

/**
 * Opens or closes the incident of a trouble that each keeper sees on its own machine (`detail`; null: it has none): one
 * incident, whichever of them have it, and it is over once none has said so lately.
 */
export async function settleOwnIncident(
  { id, db }: Pick<Keeper, "id" | "db">,
  kind: IncidentKind,
  detail: Record<string, string | number> | null,
): Promise<void> {
  await db.$transaction(async (tx) => {
    if (detail === null) {
      if (!(await isSaidElsewhere(tx, kind, id))) await closeIncident(tx, kind)
      return
    }
    const said = { keeperId: id, ...detail }
    await openIncident(tx, { kind, detail: said })
    await tx.$executeRaw`
      UPDATE "Incident" SET "detail" = "detail" || ${JSON.stringify(said)}::jsonb
        || jsonb_build_object('saidAt', clock_timestamp())
      WHERE "kind" = ${kind}::"IncidentKind" AND "closedAt" IS NULL
        AND (NOT "detail" @> ${JSON.stringify(said)}::jsonb
          OR ("detail"->>'saidAt')::timestamptz > clock_timestamp() - ${SAY_EVERY_MINUTES} * interval '1 minute' IS NOT TRUE)`
  })
}

async function isSaidElsewhere(tx: Tx, kind: IncidentKind, keeperId: string): Promise<boolean> {
  const [found] = await tx.$queryRaw<{ said: boolean }[]>`
    SELECT EXISTS (SELECT FROM "Incident" WHERE "kind" = ${kind}::"IncidentKind" AND "closedAt" IS NULL
      AND "detail"->>'keeperId' <> ${keeperId}
      AND ("detail"->>'saidAt')::timestamptz > clock_timestamp() - ${SAID_LATELY_IN_MINUTES} * interval '1 minute') AS "said"`
  return found?.said === true
}
