import type { Keeper } from "@/keeper/keeper"
import type { VisitOutcome } from "@/lib/contract/link-view"
import { type ConsentOutcome, consentOutcome, type Organisation } from "@/lib/contract/outcomes"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import { findTenantLabel, labelTenants } from "@/lib/names/label-tenants"

/** How the consent that a visitor gave by a link ended, in what they may know; null where there is none. */
export async function findVisit(
  { db }: Pick<Keeper, "db">,
  { linkId, consentId }: Visit,
): Promise<VisitOutcome | null> {
  const consent = await db.consentRequest.findFirst({
    where: { id: consentId, linkId, consumedAt: { not: null } },
    select: {
      consumedAt: true,
      answeredAt: true,
      outcome: true,
      link: { select: { state: true, failure: true, tenantId: true } },
    },
  })
  if (consent === null || consent.link === null) return null
  const outcome = consentOutcome.safeParse(consent.outcome).data
  if (outcome === undefined) return { kind: (await isCutOff(db, consent)) ? "trouble" : "running" }
  const { failure, state, tenantId } = consent.link
  return visitOf(await withLabels(db, outcome), {
    failure: state === "failed" ? failure : null,
    wanted: await findTenantLabel(db, tenantId),
  })
}

async function withLabels(tx: Tx, outcome: ConsentOutcome): Promise<ConsentOutcome> {
  if (outcome.kind !== "connected" && outcome.kind !== "reconnected") return outcome
  return { ...outcome, added: await labelTenants(tx, outcome.added) }
}

function visitOf(outcome: ConsentOutcome, { failure, wanted }: LinkFacts): VisitOutcome {
  switch (outcome.kind) {
    case "connected":
    case "reconnected":
      if (failure === "scopes_missing") return { kind: failure }
      return { kind: "connected", names: namesOf(outcome.added, wanted) }
    case "other_authoriser":
      if (outcome.decision === "kept") return { kind: "connected", names: namesOf([], wanted) }
      if (outcome.decision === "open") return { kind: "awaits_decision", name: wanted }
      return { kind: "not_kept" }
    case "other_organisation":
    case "same_authoriser":
    case "nothing_new":
    case "no_organisations":
      return { kind: outcome.kind, xeroUserName: outcome.xeroUserName }
    case "cancelled":
    case "link_over":
      return { kind: outcome.kind }
    case "list_pending":
      return { kind: "running" }
    default:
      return { kind: "trouble" }
  }
}

function namesOf(added: Organisation[], wanted: string | null): string[] {
  const others = added.map((one) => one.name)
  return [...new Set(wanted === null ? others : [wanted, ...others])]
}

/** Xero's tokens were to be stored within a minute; once they are, it goes on by itself. */
async function isCutOff(db: Tx, { answeredAt, consumedAt }: Progress): Promise<boolean> {
  if (answeredAt !== null || consumedAt === null) return false
  return (await dbNow(db)).getTime() - consumedAt.getTime() > PATIENCE_IN_MILLISECONDS
}

const PATIENCE_IN_MILLISECONDS = 60 * 1_000

type Progress = { answeredAt: Date | null; consumedAt: Date | null }
type Visit = { linkId: string; consentId: string }
/** `wanted`: the name of the organisation that the link is for. */
type LinkFacts = { failure: string | null; wanted: string | null }
