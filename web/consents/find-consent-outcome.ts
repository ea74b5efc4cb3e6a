import { z } from "zod"
import { type ConsentOutcome, consentOutcome, type Organisation } from "@/lib/contract/outcomes"
import { dbNow } from "@/lib/db/clock"
import { findTenantMarks } from "@/lib/names/find-marks"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/**
 * How a consent of this member ended. `running`: Xero has sent the member back and it is being completed. `interrupted`:
 * a minute later Xero's tokens are still not stored; once they are, it goes on by itself whatever stops. Null for a
 * consent that is not theirs, or still waits at Xero.
 */
export async function findConsentOutcome(consentId: string): Promise<ConsentEnd | null> {
  const { memberId } = await requireMember("viewer")
  if (!z.guid().safeParse(consentId).success) return null
  const consent = await db().consentRequest.findFirst({
    where: { id: consentId, memberId, consumedAt: { not: null } },
    select: { consumedAt: true, tenantId: true, outcome: true, answeredAt: true, grantId: true },
  })
  if (consent?.consumedAt == null) return null
  const { tenantId } = consent
  const end = { consentId, tenantId, removed: [], marks: {} }
  const outcome = consentOutcome.safeParse(consent.outcome)
  if (!outcome.success)
    return { ...end, outcome: await findStep({ ...consent, consumedAt: consent.consumedAt }) }
  const { data } = outcome
  const removed = data.kind === "nothing_new" ? await listRemoved(data.organisations) : []
  const named = listNamed(data, removed).map((one) => one.tenantId)
  const marks = Object.fromEntries(await findTenantMarks(db(), named))
  return { ...end, outcome: data, removed, marks }
}

async function findStep(progress: Progress): Promise<ConsentEnd["outcome"]> {
  const { answeredAt, grantId, consumedAt } = progress
  if (grantId !== null) return { kind: "running", step: "listing" }
  if (answeredAt !== null) return { kind: "running", step: "judging" }
  const now = await dbNow(db())
  const waits = now.getTime() - consumedAt.getTime() < PATIENCE_IN_MILLISECONDS
  return waits ? { kind: "running", step: "asking" } : { kind: "interrupted" }
}

/** The organisations that its words may name: the first ones of each list. */
function listNamed(outcome: ConsentOutcome, removed: Organisation[]): Organisation[] {
  const lists = outcome as Partial<Record<"added" | "missing" | "offered", Organisation[]>>
  const { added = [], missing = [], offered = [] } = lists
  const before = ("remarks" in outcome && outcome.remarks?.reachedBefore) || []
  const reachedBefore = new Set(before.map((one) => one.tenantId))
  const fresh = added.filter((one) => !reachedBefore.has(one.tenantId))
  const reached = outcome.kind === "other_organisation" ? outcome.organisations : []
  return [added, fresh, before, missing, offered, reached, removed].flatMap((list) =>
    list.slice(0, MOST_NAMED),
  )
}

async function listRemoved(organisations: Organisation[]): Promise<Organisation[]> {
  return db().tenant.findMany({
    where: {
      tenantId: { in: organisations.map((one) => one.tenantId) },
      removedAt: { not: null },
    },
    orderBy: { name: "asc" },
    select: { tenantId: true, name: true },
  })
}

const PATIENCE_IN_MILLISECONDS = 60 * 1000
const MOST_NAMED = 10

export type ConsentEnd = {
  consentId: string
  /** The organisation that a reconnect was for. */
  tenantId: string | null
  outcome:
    | ConsentOutcome
    | { kind: "running"; step: "asking" | "judging" | "listing" }
    | { kind: "interrupted" }
  /** Where nothing new was connected: what Xero lists for that Xero user, and is disconnected here. */
  removed: Organisation[]
  /** By tenant id: what tells an organisation from its namesakes. */
  marks: Record<string, string>
}
type Progress = { answeredAt: Date | null; grantId: string | null; consumedAt: Date }
