import { timingSafeEqual } from "node:crypto"
import { digestOf, isClientSecret } from "@/keeper/services/access/client-secret"
import type { DenialReason } from "@/keeper/services/access/denials"
import { andThen, type Eventual } from "@/keeper/services/access/eventual"
import type { KnownService } from "@/keeper/services/memory/service-cache"
import type { ServiceContext } from "@/keeper/services/service-context"
import { addressBlock } from "@/lib/members/address-block"
import { covers } from "@/lib/networks"
import { serviceState } from "@/lib/services/service-state"

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * Finds out which service asks (RFC 6749 §2.3.1), within its rate limit; at once if it is in memory. Every denial looks
 * the same to the caller and is counted, with its reason, before the answer. A secret whose form or checksum is wrong
 * is denied without asking the database.
 */
export function authenticate(context: ServiceContext, client: Client): Eventual<Authentication> {
  return andThen(recognise(context, client), (known) => {
    if (known.kind !== "service" || context.serviceLimit.take(known.service.id)) return known
    const { id: serviceId } = known.service
    const address = client.address()
    context.denials.countHere({ serviceId, reason: "throttled", tenantId: null, address })
    return tooMany(context.serviceLimit.retryAfterInSeconds(serviceId), serviceId)
  })
}

/** Like `authenticate`, but without the rate limit: for a caller that was authenticated and has waited since. */
export function recognise(context: ServiceContext, client: Client): Eventual<Authentication> {
  if (context.feed.isFresh()) return findAndJudge(context, client)
  return settle(context).then((isKnown) =>
    isKnown ? findAndJudge(context, client) : { kind: "offline" },
  )
}

function findAndJudge(context: ServiceContext, client: Client): Eventual<Authentication> {
  const serviceId = client.clientId.toLowerCase()
  const kept = context.services.peek(serviceId)
  if (kept !== undefined) return judge(context, kept, client)
  if (isMalformed(client)) return denyMalformed(context, client)
  return lookUp(context, serviceId, client).then((service) =>
    service === null ? denyUnknown(context, client) : judge(context, service, client),
  )
}

/** False if the database has been silent for so long that the memory no longer counts. */
async function settle({ feed, offlineInMilliseconds }: ServiceContext): Promise<boolean> {
  await feed.settle()
  return feed.ageInMilliseconds() <= offlineInMilliseconds
}

/**
 * From an address with too many unknown clients, only a few are looked up at a time: a valid one among them waits for
 * its turn.
 */
function lookUp(
  { services, lookups, addressLimit }: ServiceContext,
  serviceId: string,
  client: Client,
): Promise<KnownService | null> {
  if (!addressLimit.isEmpty(senderOf(client))) return services.find(serviceId)
  return lookups.run(() => services.find(serviceId))
}

/** The id as it is stored, or null if the text is not an id. */
export function parseId(text: string): string | null {
  return UUID.test(text) ? text.toLowerCase() : null
}

function isMalformed({ clientId, clientSecret }: Client): boolean {
  return !UUID.test(clientId) || !isClientSecret(clientSecret)
}

function denyMalformed(context: ServiceContext, client: Client): Authentication {
  context.denials.countHere({ ...NOBODY, reason: "malformed", address: client.address() })
  return { kind: "denied" }
}

async function denyUnknown(context: ServiceContext, client: Client): Promise<Authentication> {
  const sender = senderOf(client)
  if (context.addressLimit.take(sender)) {
    return deny(context, { client, serviceId: null, reason: "unknown_client" })
  }
  context.denials.countHere({ ...NOBODY, reason: "throttled", address: client.address() })
  return tooMany(context.addressLimit.retryAfterInSeconds(sender), null)
}

/** Who is held to a pace of their own: an IPv6 customer has a whole /64 to send from. */
function senderOf(client: Client): string {
  return addressBlock(client.address()).address
}

function judge(
  context: ServiceContext,
  service: KnownService,
  client: Client,
): Eventual<Authentication> {
  const checked = check(context, service, client)
  if (checked.kind === "accepted") {
    context.used.secret(checked.secretId)
    return { kind: "service", service }
  }
  if (isMalformed(client)) return denyMalformed(context, client)
  return deny(context, { client, serviceId: service.id, reason: checked.reason })
}

function check(context: ServiceContext, service: KnownService, client: Client): Check {
  const digest = Buffer.from(digestOf(client.clientSecret), "latin1")
  const secret = service.secrets.find((one) => timingSafeEqual(one.digest, digest))
  const state = serviceState(service, context.feed.now())
  if (secret === undefined) {
    // The secrets of a revoked service are gone, so a right secret can no longer be distinguished from a guess.
    return { kind: "denied", reason: state === "revoked" ? "revoked" : "wrong_secret" }
  }
  if (state !== "active") return { kind: "denied", reason: state }
  if (!isInside(service, client)) return { kind: "denied", reason: "network" }
  return { kind: "accepted", secretId: secret.id }
}

function isInside({ networks }: KnownService, client: Client): boolean {
  return networks === null || covers(networks, client.address())
}

async function deny(
  context: ServiceContext,
  { client, ...denied }: Denial,
): Promise<Authentication> {
  const address = client.address()
  const { serviceId, reason } = denied
  await context.denials.deny({ serviceId, reason, tenantId: null, address })
  return { kind: "denied" }
}

function tooMany(retryAfterInSeconds: number, serviceId: string | null): Denied {
  return { kind: "too_many", retryAfterInSeconds, serviceId }
}

const NOBODY = { serviceId: null, tenantId: null } as const

type Check = { kind: "accepted"; secretId: string } | { kind: "denied"; reason: DenialReason }
type Denial = { client: Client; serviceId: string | null; reason: DenialReason }
export type Client = {
  clientId: string
  clientSecret: string
  /** Where the request came from. */
  address(): string
}
export type Authentication = { kind: "service"; service: KnownService } | Denied
export type Denied =
  | { kind: "denied" }
  | { kind: "offline" }
  | { kind: "too_many"; retryAfterInSeconds: number; serviceId: string | null }
