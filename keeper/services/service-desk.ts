import type { RefreshResult } from "@/keeper/grants/refresh-grant"
import type { Keeper } from "@/keeper/keeper"
import { type ChangeFeed, openChangeFeed } from "@/keeper/services/change-feed"
import { createDenials, type Denials } from "@/keeper/services/denials"
import { createLedger, type Ledger } from "@/keeper/services/ledger"
import { createOnlyTenant, type OnlyTenant } from "@/keeper/services/only-tenant"
import {
  ADDRESS_PACE,
  createRateLimit,
  type RateLimit,
  SERVICE_PACE,
} from "@/keeper/services/rate-limit"
import type { Finding } from "@/keeper/services/report-refusal"
import { createServiceCache, type ServiceCache } from "@/keeper/services/service-cache"
import { createSharing, type Sharing } from "@/keeper/services/sharing"
import { createTokenCache, type TokenCache } from "@/keeper/services/token-cache"
import { createUseMarks, type UseMarks } from "@/keeper/services/use-marks"
import { createSlots, type Slots } from "@/keeper/slots"

const FLUSH_EVERY_MILLISECONDS = 3_000
// Of the ten database connections that a keeper has.
const LOOKUPS_AT_ONCE = 2
const MINUTE_IN_MILLISECONDS = 60 * 1_000

/** What services are answered with: who they are and which tokens they get, in memory, and what they fetched. */
export function openServiceDesk(keeper: Keeper, options: DeskOptions): ServiceDesk {
  const feed = openChangeFeed({
    databaseUrl: options.databaseUrl,
    log: keeper.log,
    listen: options.listen,
    onChange: apply,
  })
  const services = createServiceCache(keeper.db, feed)
  const tokens = createTokenCache(keeper, feed)
  const onlyTenant = createOnlyTenant(keeper.db)
  const ledger = createLedger(keeper.db, feed)
  const denials = createDenials(keeper.db, feed)
  const used = createUseMarks(keeper)
  const flushing = setInterval(() => void flush(), FLUSH_EVERY_MILLISECONDS)

  function apply(key: string): void {
    const [kind, id = "", mark] = key.split(":")
    if (kind === "service") services.forget(id)
    else if (kind === "services") services.clear()
    else if (kind === "grant") tokens.forgetGrant(id, mark)
    else {
      onlyTenant.forget()
      if (kind === "tenant") tokens.forgetTenant(id)
      else forgetAll()
    }
  }

  function forgetAll(): void {
    services.clear()
    tokens.clear()
  }

  async function flush(): Promise<void> {
    tokens.dropExpired()
    for (const task of [ledger.flush, used.flush, denials.flush]) {
      await task().catch((cause: unknown) => {
        const reason = cause instanceof Error ? cause.name : "unknown"
        keeper.log.warn({ event: "ledger_not_written", reason })
      })
    }
  }

  return {
    keeper,
    feed,
    services,
    tokens,
    onlyTenant,
    ledger,
    denials,
    used,
    refreshes: createSharing(),
    findings: createSharing(),
    serviceLimit: createRateLimit(SERVICE_PACE),
    addressLimit: createRateLimit(ADDRESS_PACE),
    lookups: createSlots(LOOKUPS_AT_ONCE),
    offlineInMilliseconds: options.offlineMinutes * MINUTE_IN_MILLISECONDS,
    flush,
    async close() {
      clearInterval(flushing)
      await flush()
      await feed.stop()
    },
  }
}

export type DeskOptions = {
  databaseUrl: string
  /** How long live tokens are still handed out when the database does not answer. */
  offlineMinutes: number
  /** False: changes are found by looking alone. */
  listen?: boolean
}
export type ServiceDesk = {
  keeper: Keeper
  feed: ChangeFeed
  services: ServiceCache
  tokens: TokenCache
  onlyTenant: OnlyTenant
  ledger: Ledger
  denials: Denials
  used: UseMarks
  /** One refresh for all who wait for it; null: it went well. */
  refreshes: Sharing<RefreshResult | null>
  /** What Xero was found to say of a grant a moment ago. */
  findings: Sharing<Finding>
  serviceLimit: RateLimit
  addressLimit: RateLimit
  /** For whoever asks from where too many unknown clients do. */
  lookups: Slots
  offlineInMilliseconds: number
  /** Writes what was counted in memory. */
  flush(): Promise<void>
  close(): Promise<void>
}
