import type { Authoriser } from "@/keeper/tenants/list-authorisers"
import type { ListDiff } from "@/keeper/tenants/plan-connections"
import type { ConsentOutcome, Remarks } from "@/lib/contract/outcomes"
import type { Tx } from "@/lib/db/create-db"
import type { ConsentPurpose } from "@/lib/db/generated/client"
import { findXeroUserLabels } from "@/lib/names/find-labels"
import { lackingScopes } from "@/lib/scopes/compare-scopes"

/** The outcome of a consent whose list of organisations has been written. */
export async function judgeList(tx: Tx, facts: Facts): Promise<ConsentOutcome> {
  const { diff, wanted, reached, grant, before } = facts
  const { added, missing, listed: organisations } = diff
  const base = { xeroUserName: grant.xeroUserLabel, remarks: await remarkOn(tx, facts) }
  if (wanted !== null && !reached) {
    const decision = added.length > 0 ? "open" : "undone"
    return { kind: "other_organisation", ...base, organisations, offered: added, decision }
  }
  if (wanted !== null && before.length > 0) {
    return {
      kind: "other_authoriser",
      ...base,
      organisations,
      before: before.map(({ grantId, xeroUserName }) => ({ grantId, xeroUserName })),
      offered: added,
      decision: "open",
    }
  }
  if (facts.purpose === "authoriser" && facts.isAuthoriser) {
    return { kind: "same_authoriser", ...base, organisations }
  }
  if (facts.purpose === "reconnect") {
    const others = added.filter((one) => one.tenantId !== wanted)
    return { kind: "reconnected", ...base, organisations, added: others, missing }
  }
  if (organisations.length === 0) return { kind: "no_organisations", ...base }
  if (added.length === 0) return { kind: "nothing_new", ...base, organisations }
  return { kind: "connected", ...base, added, organisations }
}

async function remarkOn(tx: Tx, facts: Facts): Promise<Remarks> {
  const { grant, diff, askedScopes } = facts
  const others = await tx.connection.findMany({
    where: {
      tenantId: { in: diff.added.map((one) => one.tenantId), not: ownOf(facts) },
      state: "connected",
      grantId: { not: grant.id },
      grant: { state: "active" },
    },
    orderBy: { connectedAt: "asc" },
    select: {
      tenantId: true,
      tenant: { select: { name: true } },
      grant: { select: { id: true, xeroUserName: true } },
    },
  })
  const xeroUsers = await findXeroUserLabels(tx, [...new Set(others.map((one) => one.grant.id))])
  const reachedBefore = new Map(
    others.map(({ tenantId, tenant, grant: other }) => [
      tenantId,
      { tenantId, name: tenant.name, xeroUserName: xeroUsers.get(other.id) ?? other.xeroUserName },
    ]),
  )
  return {
    notGranted: lackingScopes({ granted: grant.scopes, asked: askedScopes }),
    reachedBefore: [...reachedBefore.values()],
    unreadable: diff.unreadable,
  }
}

/** A reconnect tells of its organisation's authorisers otherwise. */
function ownOf({ purpose, wanted }: Facts): string | undefined {
  return purpose === "reconnect" && wanted !== null ? wanted : undefined
}

type Facts = {
  grant: { id: string; xeroUserLabel: string; scopes: string[] }
  diff: ListDiff
  /** The organisation that a reconnect is for. */
  wanted: string | null
  reached: boolean
  purpose: ConsentPurpose
  /** Whether the Xero user authorised that organisation before. */
  isAuthoriser: boolean
  /** Its authorisers, where another Xero user has reached it now and a member has to say what becomes of them. */
  before: Authoriser[]
  askedScopes: string[]
}
