import { Gauge, type Registry } from "prom-client"
import type { Keeper } from "@/keeper/keeper"
import type { Counted, Standing } from "@/keeper/numbers/standing"
import type { TokenCache } from "@/keeper/services/memory/token-cache"
import { IncidentKind } from "@/lib/db/generated/enums"
import { TENANT_STATUSES } from "@/lib/tenants/status"
import { VERSION } from "@/lib/version"

/** Registers what is neither counted nor timed. What the database did not say in time is left out of that scrape. */
export function registerGauges(registry: Registry, parts: Parts): void {
  registerKeeper(registry, parts)
  registerStanding(registry, parts)
}

function registerKeeper(registry: Registry, { keeper, tokens, standing }: Parts): void {
  const { pool, unsaved, guard, refreshing, journal } = keeper
  addGauge(registry, {
    name: "tenantry_build_info",
    help: "Always 1; the labels name the version",
    label: "version",
    read: () => [{ name: VERSION, count: 1 }],
  })
  addGauge(registry, {
    name: "tenantry_database_up",
    help: "Whether the database answered this scrape in time",
    read: () => Number(standing() !== null),
  })
  addGauge(registry, {
    name: "tenantry_database_connections",
    help: "This keeper's connections to the database, and the requests that wait for one",
    label: "state",
    read: () => [
      { name: "busy", count: pool.totalCount - pool.idleCount },
      { name: "idle", count: pool.idleCount },
      { name: "waiting", count: pool.waitingCount },
    ],
  })
  addGauge(registry, {
    name: "tenantry_token_cache_entries",
    help: "What is kept in memory for token answers",
    label: "kind",
    read: () => Object.entries(tokens.size()).map(([name, count]) => ({ name, count })),
  })
  addGauge(registry, {
    name: "tenantry_refreshes_under_way",
    help: "Refreshes that this keeper is making now",
    read: () => refreshing.underWay().length,
  })
  addGauge(registry, {
    name: "tenantry_unsaved_answers",
    help: "Answers from Xero that this keeper could not store yet; chains are at risk while this stays above 0",
    read: () => unsaved.size,
  })
  addGauge(registry, {
    name: "tenantry_journal_lag_chains",
    help: "Chains whose newest token set is not in the journal yet; absent without a journal",
    read: () => (journal.isOn ? journal.lag().chains : null),
  })
  addGauge(registry, {
    name: "tenantry_journal_lag_seconds",
    help: "How long the first of these chains has waited",
    read: () => (journal.isOn ? journal.lag().oldestInSeconds : null),
  })
  addGauge(registry, {
    name: "tenantry_journal_failing",
    help: "1 while this keeper cannot write its journal",
    read: () => (journal.isOn ? Number(journal.trouble() !== null) : null),
  })
  addGauge(registry, {
    name: "tenantry_copied_database",
    help: "1 while this database is a copy and nothing is sent to Xero",
    read: () => Number(guard.isCopy()),
  })
}

function registerStanding(registry: Registry, { standing }: Parts): void {
  const each = (name: string, help: string, read: (now: Standing) => number | null) =>
    addGauge(registry, { name, help, read: () => ifKnown(standing(), read) })
  const byLabel = (about: Omit<About, "read">, read: (now: Standing) => Counted[]) =>
    addGauge(registry, { ...about, read: () => ifKnown(standing(), read) })
  byLabel(
    { name: "tenantry_organisations", help: "Organisations by status", label: "status" },
    ({ organisations }) => withZeros(TENANT_STATUSES, organisations),
  )
  byLabel(
    { name: "tenantry_chains", help: "Refresh chains by state", label: "state" },
    ({ chains }) => withZeros(CHAIN_STATES, chains),
  )
  byLabel(
    { name: "tenantry_open_incidents", help: "Incidents that are open", label: "kind" },
    ({ openIncidents }) =>
      withZeros(
        INCIDENT_KINDS,
        openIncidents.map((name) => ({ name, count: 1 })),
      ),
  )
  each(
    "tenantry_soonest_expiry_seconds",
    "Until the first living chain ends if nothing refreshes it; absent if there is none",
    (now) => now.soonestExpiryInSeconds,
  )
  each("tenantry_due_chains", "Chains whose refresh is due", (now) => now.dueChains)
  each(
    "tenantry_oldest_due_seconds",
    "How long the first of the due chains has waited",
    (now) => now.oldestDueInSeconds,
  )
  each(
    "tenantry_waiting_deliveries",
    "Alerts that are not delivered yet",
    (now) => now.waitingDeliveries,
  )
  each(
    "tenantry_oldest_delivery_seconds",
    "How long the first of the waiting alerts has waited",
    (now) => now.oldestDeliveryInSeconds,
  )
}

function addGauge(registry: Registry, { name, help, label, read }: About): void {
  new Gauge({
    name,
    help,
    labelNames: label === undefined ? [] : [label],
    registers: [registry],
    collect() {
      const now = read()
      this.reset()
      if (typeof now === "number") return this.set(now)
      for (const one of now ?? []) this.set({ [label ?? ""]: one.name }, one.count)
      // Without labels it is 0 after a reset; what is not known is not 0.
      if (now === null && label === undefined) this.remove()
    },
  })
}

function ifKnown<T>(now: Standing | null, read: (now: Standing) => T): T | null {
  return now === null ? null : read(now)
}

/** Every name from the first scrape on, so that a rule sees what comes. */
function withZeros(names: readonly string[], found: Counted[]): Counted[] {
  const known = new Map(found.map(({ name, count }) => [name, count]))
  return [...new Set([...names, ...known.keys()])].map((name) => ({
    name,
    count: known.get(name) ?? 0,
  }))
}

const CHAIN_STATES = [
  "active",
  "failing",
  "doubtful",
  "refused",
  "expired",
  "revoked",
  "handed_over",
  "moved",
]
const INCIDENT_KINDS = Object.values(IncidentKind)

type Parts = {
  keeper: Keeper
  tokens: Pick<TokenCache, "size">
  standing: () => Standing | null
}
type About = {
  name: string
  help: string
  /** What its samples are told apart by. Absent: there is one. */
  label?: string
  read(): number | Counted[] | null
}
