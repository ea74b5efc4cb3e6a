import type { IncidentKind } from "@/keeper/incidents/incident"
import type { JournalLag } from "@/keeper/journal/journal"
import type { Keeper } from "@/keeper/keeper"

/** Whether the keeper is ready, and if not, why: names, counts and ages only. */
export async function health(keeper: Keeper): Promise<HealthReport> {
  const facts = await readFacts(keeper).catch(() => null)
  const vaultWorks = await keeper.vault.probe().catch(() => false)
  const reasons = [
    ...(facts === null ? ["database_unreachable"] : []),
    ...(vaultWorks ? [] : ["vault_fails_its_probe"]),
    ...(keeper.unsaved.size > 0 ? ["answers_not_saved_yet"] : []),
    ...(keeper.journal.isRequired && keeper.journal.trouble() !== null ? ["journal_fails"] : []),
    ...(keeper.guard.isCopy() ? ["copied_database"] : []),
    ...(keeper.draining ? ["draining"] : []),
  ]
  return reasons.length === 0
    ? { status: "ok", ...facts }
    : { status: "not_ready", reasons, ...facts }
}

/**
 * Whether the keeper may take requests. A database that is away is no reason against it: live tokens go on for a while, the
 * other keepers lack it as well, and what cannot be done is refused in words. Nor is one that another installation holds.
 */
export async function readiness(keeper: Keeper): Promise<HealthReport> {
  const vaultWorks = await keeper.vault.probe().catch(() => false)
  const reasons = [
    ...(vaultWorks ? [] : ["vault_fails_its_probe"]),
    ...(keeper.draining ? ["draining"] : []),
  ]
  return reasons.length === 0 ? { status: "ok" } : { status: "not_ready", reasons }
}

async function readFacts(keeper: Keeper): Promise<HealthFacts> {
  const [row] = await keeper.db.$queryRaw<Omit<HealthFacts, "openIncidents" | "journal">[]>`
    SELECT count(*)::int AS "backlog",
      coalesce(floor(extract(epoch FROM statement_timestamp() - min("refreshDueAt"))), 0)::int AS "oldestDueInSeconds",
      (SELECT "faultCode" FROM "XeroApp" WHERE "usable" AND "faultSince" IS NOT NULL ORDER BY "faultSince" LIMIT 1)
        AS "appFault"
    FROM "Grant"
    WHERE "state" = 'active' AND "refreshDueAt" <= statement_timestamp()
      AND "xeroAppId" IN (SELECT "id" FROM "XeroApp" WHERE "usable")`
  if (row === undefined) throw new Error("a count gave no row")
  const open = await keeper.db.incident.findMany({
    where: { closedAt: null },
    orderBy: { openedAt: "asc" },
    select: { kind: true, openedAt: true },
  })
  const journal = journalFacts(keeper)
  return {
    ...row,
    journal,
    openIncidents: open.map(({ kind, openedAt }) => ({ kind, since: openedAt })),
  }
}

function journalFacts({ journal }: Keeper): HealthFacts["journal"] {
  if (!journal.isOn) return null
  const trouble = journal.trouble()
  return { ...journal.lag(), failingSince: trouble?.since ?? null, code: trouble?.code ?? null }
}

type HealthFacts = {
  /** Grants whose refresh is due, and how long the first of them has been waiting. */
  backlog: number
  oldestDueInSeconds: number
  appFault: string | null
  /** How many chains it lacks the newest token set of; null without a journal. */
  journal: (JournalLag & { failingSince: Date | null; code: string | null }) | null
  openIncidents: { kind: IncidentKind; since: Date }[]
}
export type HealthReport = {
  status: "ok" | "not_ready"
  reasons?: string[]
} & Partial<HealthFacts>
