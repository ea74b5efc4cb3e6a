import { z } from "zod"
import { type ConsentOutcome, consentOutcome, type Organisation } from "@/lib/contract/outcomes"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/**
 * How a consent of this member ended. `running`: Xero has sent the member back and it is being completed. `interrupted`:
 * it is still open though a minute has passed; if the token set was stored, the next check completes it. Null for a
 * consent that is not theirs, or still waits at Xero.
 */
export async function findConsentOutcome(consentId: string): Promise<ConsentEnd | null> {
  const { memberId } = await requireMember("viewer")
  if (!z.guid().safeParse(consentId).success) return null
  const consent = await db().consentRequest.findFirst({
    where: { id: consentId, memberId, consumedAt: { not: null } },
    select: { consumedAt: true, tenantId: true, outcome: true },
  })
  if (consent?.consumedAt == null) return null
  const { tenantId, consumedAt } = consent
  const outcome = consentOutcome.safeParse(consent.outcome)
  if (outcome.success) {
    const { data } = outcome
    const removed = data.kind === "nothing_new" ? await listRemoved(data.organisations) : []
    return { consentId, tenantId, outcome: data, removed }
  }
  const running = Date.now() - consumedAt.getTime() < PATIENCE_IN_MILLISECONDS
  return {
    consentId,
    tenantId,
    outcome: { kind: running ? "running" : "interrupted" },
    removed: [],
  }
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

export type ConsentEnd = {
  consentId: string
  /** The organisation that a reconnect was for. */
  tenantId: string | null
  outcome: ConsentOutcome | { kind: "running" } | { kind: "interrupted" }
  /** Where nothing new was connected: what Xero lists for that Xero user, and is disconnected here. */
  removed: Organisation[]
}
