import type { Journal, JournalLag } from "@/keeper/journal/journal"
import type { Keeper } from "@/keeper/keeper"
import type { Disk } from "@/keeper/machine/disks"
import type { IncidentKind } from "@/lib/db/generated/enums"
import type { TroubledPart } from "@/lib/troubled-parts"

// Shorter than web waits for the report.
const FACTS_WITHIN_IN_MS = 1_000

/** Whether all is well with the keeper, and if not, what is wrong: names, counts and ages only. */
export async function health(keeper: Keeper): Promise<HealthReport> {
  const facts = await Promise.race([readFacts(keeper).catch(() => null), silence()])
  const refusals = await listRefusals(keeper)
  const { journal } = keeper
  const disks = keeper.machine.disks()
  const parts = keeper.machine.parts()
  const reasons = [
    ...refusals,
    ...(facts === null ? ["database_unreachable"] : []),
    ...(keeper.unsaved.size > 0 ? ["answers_not_saved_yet"] : []),
    ...(journal.isRequired && journal.trouble() !== null ? ["journal_fails"] : []),
    ...(disks.some((disk) => isFull(disk) && isNeeded(disk, journal)) ? ["disk_full"] : []),
    ...(parts.length > 0 ? ["part_keeps_ending"] : []),
    ...(keeper.guard.isCopy() ? ["copied_database"] : []),
  ]
  const warnings = listWarnings(journal, disks)
  return {
    ...(reasons.length === 0 ? { status: "ok" } : { status: "not_ready", reasons }),
    isReady: refusals.length === 0,
    ...(warnings.length > 0 && { warnings }),
    disks,
    ...(parts.length > 0 && { parts }),
    ...facts,
  }
}

/**
 * Whether the keeper may take requests. A database that is away is no reason against it: live tokens go on for a while, the
 * other keepers lack it as well, and what cannot be done is refused in words. Nor is one that another installation holds.
 */
export async function readiness(keeper: Keeper): Promise<HealthReport> {
  const reasons = await listRefusals(keeper)
  return reasons.length === 0 ? { status: "ok" } : { status: "not_ready", reasons }
}

/** What needs attention although everything works. */
function listWarnings(journal: Journal, disks: Disk[]): string[] {
  return [
    ...(!journal.isRequired && journal.trouble() !== null ? ["journal_fails"] : []),
    ...(disks.some((disk) => isFull(disk) && !isNeeded(disk, journal)) ? ["disk_full"] : []),
    ...(disks.some(({ state }) => state === "low") ? ["disk_low"] : []),
    ...(disks.some(({ unwritable }) => unwritable !== undefined) ? ["folder_unwritable"] : []),
  ]
}

function isFull({ state }: Disk): boolean {
  return state === "full"
}

/** Nothing waits for a journal that is not required. */
function isNeeded({ folder }: Disk, { isRequired }: Journal): boolean {
  return folder !== "JOURNAL_DIR" || isRequired
}

/** Why it may take no requests. */
async function listRefusals(keeper: Keeper): Promise<string[]> {
  const vaultWorks = await keeper.vault.probe().catch(() => false)
  return [
    ...(vaultWorks ? [] : ["vault_fails_its_probe"]),
    ...(keeper.draining ? ["draining"] : []),
  ]
}

/** A database that takes connections and says nothing must not make the keeper look dead. */
function silence(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, FACTS_WITHIN_IN_MS, null).unref())
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
  /** Whether it may take requests. */
  isReady?: boolean
  /** What needs attention although everything works. */
  warnings?: string[]
  /** How full the disks are that this installation writes to, and what may not be written. */
  disks?: Disk[]
  /** The parts of this start that keep ending. */
  parts?: TroubledPart[]
} & Partial<HealthFacts>
