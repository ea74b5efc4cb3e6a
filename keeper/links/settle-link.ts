import { findLinkLabel } from "@/keeper/links/link-label"
import { type Referring, setReference } from "@/keeper/links/set-reference"
import { cancelMails } from "@/keeper/mail/outbox"
import { recordEvent } from "@/lib/audit/record-event"
import type { ConsentOutcome } from "@/lib/contract/outcomes"
import type { Tx } from "@/lib/db/create-db"

/**
 * Writes how a consent ended to the link by which it began, in the transaction that stores the outcome: done, or why not,
 * and then it may be tried again, unless it was withdrawn meanwhile. A visitor who came too late changes nothing. What an
 * admin has still to decide is done and keeps its consent's claim; the decision settles it (`settleDecided`).
 */
export async function settleLink(tx: Tx, settled: Settled): Promise<void> {
  const { linkId, consentId, outcome } = settled
  if (linkId === null || outcome.kind === "link_over" || outcome.kind === "list_pending") return
  const failure = await findFailure(tx, settled)
  const end = endOf(outcome, failure)
  const link = await writeEnd(tx, { linkId, consentId, failure, end })
  if (link === undefined || link.state === "withdrawn") return
  const tenantIds = end === "done" ? reachedBy(outcome, link.tenantId) : []
  if (failure === null) {
    const data = { reached: tenantIds }
    await tx.link.update({ where: { id: linkId }, data, select: { id: true } })
    await cancelMails(tx, [linkId])
  }
  const unreferenced = await setReference(tx, { ...link, tenantIds, unknown: settled.unknown })
  await recordEvent(tx, {
    kind: `link.${end}`,
    tenantId: link.tenantId,
    detail: {
      link: await findLinkLabel(tx, linkId),
      linkId,
      tenantIds,
      ...(unreferenced.length > 0 && { unreferenced }),
      ...(failure !== null && { outcome: failure }),
    },
  })
}

/** The decision about the offer that a link's consent left open: kept, the link is done; otherwise it did not work. */
export async function settleDecided(
  tx: Tx,
  { consentId, outcome }: Pick<Settled, "consentId" | "outcome">,
): Promise<void> {
  const where = { claimedBy: consentId, state: "done" } as const
  const link = await tx.link.findFirst({ where, select: { id: true } })
  if (link !== null) await settleLink(tx, { linkId: link.id, consentId, outcome, unknown: [] })
}

function endOf(outcome: ConsentOutcome, failure: string | null): End["end"] {
  if (failure !== null) return "failed"
  return "decision" in outcome && outcome.decision === "open" ? "awaits_decision" : "done"
}

async function writeEnd(
  tx: Tx,
  { linkId, consentId, failure, end }: End,
): Promise<Ended | undefined> {
  const [link] = await tx.$queryRaw<Ended[]>`
    UPDATE "Link" SET "claimedBy" = CASE WHEN ${end} = 'awaits_decision' THEN "claimedBy" END, "claimedUntil" = NULL, "failure" = ${failure},
      "state" = CASE WHEN ${failure}::text IS NULL THEN 'done' WHEN "state" = 'withdrawn' THEN "state" ELSE 'failed' END,
      "doneAt" = CASE WHEN ${failure}::text IS NULL THEN clock_timestamp() END,
      "failedAt" = CASE WHEN ${failure}::text IS NULL THEN "failedAt" ELSE clock_timestamp() END
    WHERE "id" = ${linkId}::uuid AND ("claimedBy" = ${consentId}::uuid
      OR ("claimedBy" IS NULL AND ${failure}::text IS NOT NULL AND "state" NOT IN ('done', 'declined', 'withdrawn')))
    RETURNING "tenantId", "reference", "serviceId", "state"::text`
  return link
}

/** Why the consent did not do what the link is for, or null. That an admin has still to decide is no failure. */
async function findFailure(tx: Tx, { linkId, outcome }: Settled): Promise<string | null> {
  if (!REACHING.has(outcome.kind) || linkId === null) return outcome.kind
  const { purpose, tenantId } = await tx.link.findUniqueOrThrow({
    where: { id: linkId },
    select: { purpose: true, tenantId: true },
  })
  if (outcome.kind === "other_authoriser" && !mayBeKept(outcome, tenantId)) return "not_kept"
  const missing = "remarks" in outcome ? (outcome.remarks?.notGranted.length ?? 0) : 0
  return purpose === "wider_scopes" && missing > 0 ? "scopes_missing" : null
}

const REACHING = new Set<ConsentOutcome["kind"]>(["connected", "reconnected", "other_authoriser"])

/** Of what was offered the organisation that the link is for may have been undone, and only the others kept. */
function mayBeKept({ decision, offered }: OtherAuthoriser, wanted: string | null): boolean {
  if (decision !== "kept") return decision === "open"
  return offered.some((one) => one.tenantId === wanted)
}

function reachedBy(outcome: ConsentOutcome, wanted: string | null): string[] {
  if (wanted !== null) return [wanted]
  return outcome.kind === "connected" ? outcome.added.map((one) => one.tenantId) : []
}

type OtherAuthoriser = Extract<ConsentOutcome, { kind: "other_authoriser" }>
type Settled = {
  linkId: string | null
  consentId: string
  outcome: ConsentOutcome
  /** The organisations of the consent's list that nobody here knew before it. */
  unknown: string[]
}
type End = {
  linkId: string
  consentId: string
  failure: string | null
  end: "done" | "awaits_decision" | "failed"
}
type Ended = { tenantId: string | null; state: string } & Pick<Referring, "reference" | "serviceId">
