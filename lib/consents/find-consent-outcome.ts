import { z } from "zod"
import { requireMember } from "@/lib/auth/require-member"
import { type ConsentOutcome, consentOutcome } from "@/lib/contract/outcomes"
import { db } from "@/lib/db/db"

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
  if (outcome.success) return { consentId, tenantId, outcome: outcome.data }
  const running = Date.now() - consumedAt.getTime() < PATIENCE_IN_MILLISECONDS
  return { consentId, tenantId, outcome: { kind: running ? "running" : "interrupted" } }
}

const PATIENCE_IN_MILLISECONDS = 60 * 1000

export type ConsentEnd = {
  consentId: string
  /** The organisation that a reconnect was for. */
  tenantId: string | null
  outcome: ConsentOutcome | { kind: "running" } | { kind: "interrupted" }
}
