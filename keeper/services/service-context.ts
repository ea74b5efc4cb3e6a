import type { Keeper } from "@/keeper/keeper"
import { createDenials, type Denials } from "@/keeper/services/access/denials"
import {
  ADDRESS_PACE,
  createRateLimit,
  type RateLimit,
  SERVICE_PACE,
} from "@/keeper/services/access/rate-limit"
import { createLastUsed, type LastUsed } from "@/keeper/services/ledger/last-used"
import { createLedger, type Ledger } from "@/keeper/services/ledger/ledger"
import { type ChangeFeed, openChangeFeed } from "@/keeper/services/memory/change-feed"
import { createOnlyTenant, type OnlyTenant } from "@/keeper/services/memory/only-tenant"
import { createServiceCache, type ServiceCache } from "@/keeper/services/memory/service-cache"
import { createTokenCache, type TokenCache } from "@/keeper/services/memory/token-cache"
import { createSingleFlight, type SingleFlight } from "@/keeper/single-flight"
import { createSlots, type Slots } from "@/keeper/slots"
import { kindOf } from "@/lib/log"

const FLUSH_EVERY_MILLISECONDS = 3_000
// Out of the ten database connections that a keeper has.
const LOOKUPS_AT_ONCE = 2
// When Xero refuses many callers at once, they share one finding.
const FINDINGS_LAST_MILLISECONDS = 10_000
const MINUTE_IN_MILLISECONDS = 60 * 1_000

/** What requests of services are answered from: services and tokens in memory, and the ledger of what was fetched. */
export function openServiceContext(keeper: Keeper, options: ServiceContextOptions): ServiceContext {
  const feed = openChangeFeed({
    databaseUrl: options.databaseUrl,
    log: keeper.log,
    listen: options.listen,
    poll: options.poll,
    onChange: apply,
  })
  const services = createServiceCache(keeper.db, feed)
  const tokens = createTokenCache(keeper, feed)
  const onlyTenant = createOnlyTenant(keeper.db)
  const ledger = createLedger(keeper.db, feed)
  const denials = createDenials(keeper.db, feed)
  const used = createLastUsed(keeper)
  let underWay = Promise.resolve()
  let waiting: Promise<void> | null = null
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

  /** One is under way and one waits at most; when one ends, all that was counted before it was asked for is written. */
  function flush(): Promise<void> {
    tokens.dropExpired()
    waiting ??= underWay.then(() => {
      waiting = null
      underWay = flushEach(keeper, [ledger, used, denials])
      return underWay
    })
    return waiting
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
    refreshes: createSingleFlight(),
    findings: createSingleFlight({ keepMilliseconds: FINDINGS_LAST_MILLISECONDS }),
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

async function flushEach({ log }: Keeper, counts: { flush(): Promise<void> }[]): Promise<void> {
  for (const one of counts) {
    await one.flush().catch((cause: unknown) => {
      log.warn({ event: "ledger_not_written", reason: kindOf(cause) })
    })
  }
}

export type ServiceContextOptions = {
  databaseUrl: string
  /** How long live tokens are still handed out when the database does not answer. */
  offlineMinutes: number
  /** False: changes are found by reading the rows only. */
  listen?: boolean
  /** False: changes are found by notification only. */
  poll?: boolean
}
export type ServiceContext = {
  keeper: Keeper
  feed: ChangeFeed
  services: ServiceCache
  tokens: TokenCache
  onlyTenant: OnlyTenant
  ledger: Ledger
  denials: Denials
  used: LastUsed
  /** One refresh for all who wait for it. */
  refreshes: SingleFlight
  /** What Xero said about a grant a moment ago. */
  findings: SingleFlight
  serviceLimit: RateLimit
  addressLimit: RateLimit
  /** For callers from addresses with too many unknown clients. */
  lookups: Slots
  offlineInMilliseconds: number
  /** Writes what was counted in memory. */
  flush(): Promise<void>
  close(): Promise<void>
}
