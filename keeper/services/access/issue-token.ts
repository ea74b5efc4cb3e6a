import { type Denied, recognise } from "@/keeper/services/access/authenticate"
import { andThen, type Eventual } from "@/keeper/services/access/eventual"
import {
  type IssuedToken,
  keptToken,
  LEAST_IN_SECONDS,
  type Wanted,
} from "@/keeper/services/access/ready-token"
import { type RenewOutcome, renewToken } from "@/keeper/services/access/renew-token"
import type { KnownTenant } from "@/keeper/services/memory/read-tenant"
import type { KnownService } from "@/keeper/services/memory/service-cache"
import type { ServiceContext } from "@/keeper/services/service-context"
import { kindOf } from "@/lib/log"

const RETRY_IN_SECONDS = 10

/**
 * A live access token of one organisation for an authenticated service: at once from memory if it lives long enough,
 * otherwise after one refresh that all callers share. Every token handed out is counted in the ledger; a service's
 * first fetch is written before the answer.
 */
export function issueToken(context: ServiceContext, wanted: Wanted): Eventual<IssueOutcome> {
  if (context.keeper.guard.isCopy()) return COPIED_DATABASE
  if (!reaches(wanted.service, wanted.tenantId)) return { kind: "not_reached" }
  const kept = keptToken(context, wanted)
  const { numbers } = context.keeper
  if (kept !== null) {
    numbers.cacheHits += 1
    return countFetch(context, wanted, kept)
  }
  numbers.cacheMisses += 1
  return renewAndRecognise(context, wanted).then((outcome) =>
    outcome.kind === "token" ? countFetch(context, wanted, outcome) : outcome,
  )
}

function countFetch(
  { ledger, used }: ServiceContext,
  wanted: Wanted,
  issued: IssuedToken,
): Eventual<IssueOutcome> {
  const { missing, tenant } = issued
  if (missing.length > 0 && missing.length === wanted.scopes.length)
    return { kind: "scopes_missing", missing, tenant }
  const { service, client } = wanted
  // What is remembered is named by the row: the text of the request, with its secret in it, is let go.
  const { tenantId } = tenant
  const counted = ledger.count(service.id, tenantId)
    ? undefined
    : ledger.countFirst({ serviceId: service.id, tenantId, address: client.address() })
  return andThen(counted, () => {
    used.grant(issued.grantId)
    return issued
  })
}

/** Checks the service again after the wait: it may have lost its access in the meantime. */
async function renewAndRecognise(context: ServiceContext, wanted: Wanted): Promise<IssueOutcome> {
  const inOutage = context.feed.isFresh() ? null : keptToken(context, wanted, LEAST_IN_SECONDS)
  const outcome =
    inOutage ?? (await renewToken(context, wanted).catch(keptInstead(context, wanted)))
  if (outcome.kind !== "token") return outcome
  const again = await recognise(context, wanted.client)
  if (again.kind !== "service") return { kind: "turned_away", denied: again }
  if (context.keeper.guard.isCopy()) return COPIED_DATABASE
  return reaches(again.service, wanted.tenantId) ? outcome : { kind: "not_reached" }
}

function reaches({ tenantIds }: KnownService, tenantId: string): boolean {
  return tenantIds === null || tenantIds.has(tenantId)
}

/** A token that still lives is handed out even if the refresh failed, whatever the reason, the database included. */
function keptInstead(context: ServiceContext, wanted: Wanted): (cause: unknown) => IssuedToken {
  return (cause) => {
    const kept = keptToken(context, wanted, LEAST_IN_SECONDS)
    if (kept === null) throw cause
    const reason = kindOf(cause)
    context.keeper.log.warn({ event: "token_not_renewed", tenantId: wanted.tenantId, reason })
    return kept
  }
}

const COPIED_DATABASE = {
  kind: "unavailable",
  why: "copied_database",
  retryAfterInSeconds: RETRY_IN_SECONDS,
  tenant: null,
} as const

export type IssueOutcome =
  | RenewOutcome
  /** None of the scopes that were asked for was granted. */
  | { kind: "scopes_missing"; missing: string[]; tenant: KnownTenant }
  /** The service changed while it waited and is now denied. */
  | { kind: "turned_away"; denied: Denied }
  | {
      kind: "unavailable"
      why: "copied_database"
      retryAfterInSeconds: number
      /** The trouble is not this organisation's. */
      tenant: null
    }
