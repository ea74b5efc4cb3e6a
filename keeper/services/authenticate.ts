import { timingSafeEqual } from "node:crypto"
import { isIPv6 } from "node:net"
import { digestOf, isClientSecret } from "@/keeper/services/client-secret"
import type { DenialReason } from "@/keeper/services/denials"
import type { KnownService } from "@/keeper/services/service-cache"
import type { ServiceDesk } from "@/keeper/services/service-desk"
import { serviceState } from "@/lib/services/service-state"

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * Which service asks (RFC 6749 §2.3.1), within its pace. Every denial is the same to the caller and is counted, with its
 * reason, before it is told; a secret that cannot be one, by its form and checksum, without asking the database.
 */
export async function authenticate(desk: ServiceDesk, client: Client): Promise<Authentication> {
  const known = await recognise(desk, client)
  if (known.kind !== "service" || desk.serviceLimit.take(known.service.id)) return known
  const { id: serviceId } = known.service
  const address = client.address()
  desk.denials.countHere({ serviceId, reason: "throttled", tenantId: null, address })
  return tooMany(desk.serviceLimit.retryAfterInSeconds(serviceId), serviceId)
}

/**
 * `authenticate` without a wait, where all that it takes is in memory; null, with nothing done, for everything else, denials
 * included. The pace is left to the caller.
 */
export function recogniseNow(desk: ServiceDesk, client: Client): KnownService | null {
  const service = desk.feed.isFresh() ? desk.services.peek(client.clientId) : undefined
  if (service === undefined) return null
  const judged = judge(desk, service, client)
  if (judged.kind === "denied") return null
  desk.used.secret(judged.secretId)
  return service
}

/** The same as `authenticate` without the pace: for a caller that was authenticated, and waited since. */
export async function recognise(desk: ServiceDesk, client: Client): Promise<Authentication> {
  if (!desk.feed.isFresh() && !(await settle(desk))) return { kind: "offline" }
  const serviceId = client.clientId.toLowerCase()
  const kept = desk.services.peek(serviceId)
  if (kept === undefined && isMalformed(client)) return denyMalformed(desk, client)
  const service = kept ?? (await lookUp(desk, serviceId, client))
  if (service === null) return denyUnknown(desk, client)
  const judged = judge(desk, service, client)
  if (judged.kind === "denied" && isMalformed(client)) return denyMalformed(desk, client)
  if (judged.kind === "denied") return deny(desk, { client, serviceId, reason: judged.reason })
  desk.used.secret(judged.secretId)
  return { kind: "service", service }
}

/** False: nothing is known of the database for so long that what is remembered counts no more. */
async function settle({ feed, offlineInMilliseconds }: ServiceDesk): Promise<boolean> {
  await feed.settle()
  return feed.ageInMilliseconds() <= offlineInMilliseconds
}

/** Where too many unknown clients ask from, a few are looked up at a time: a good one among them waits for its turn. */
function lookUp(
  { services, lookups, addressLimit }: ServiceDesk,
  serviceId: string,
  client: Client,
): Promise<KnownService | null> {
  if (!addressLimit.isEmpty(client.address())) return services.find(serviceId)
  return lookups.run(() => services.find(serviceId))
}

/** The id as it is kept, or null for what is none. */
export function parseId(text: string): string | null {
  return UUID.test(text) ? text.toLowerCase() : null
}

function isMalformed({ clientId, clientSecret }: Client): boolean {
  return !UUID.test(clientId) || !isClientSecret(clientSecret)
}

function denyMalformed(desk: ServiceDesk, client: Client): Authentication {
  desk.denials.countHere({ ...NOBODY, reason: "malformed", address: client.address() })
  return { kind: "denied" }
}

async function denyUnknown(desk: ServiceDesk, client: Client): Promise<Authentication> {
  const address = client.address()
  if (desk.addressLimit.take(address)) {
    return deny(desk, { client, serviceId: null, reason: "unknown_client" })
  }
  desk.denials.countHere({ ...NOBODY, reason: "throttled", address })
  return tooMany(desk.addressLimit.retryAfterInSeconds(address), null)
}

function judge(desk: ServiceDesk, service: KnownService, client: Client): Judgement {
  const digest = Buffer.from(digestOf(client.clientSecret), "latin1")
  const secret = service.secrets.find((one) => timingSafeEqual(one.digest, digest))
  const state = serviceState(service, desk.feed.now())
  if (secret === undefined) {
    // The secrets of a revoked service are gone: whoever still has one is told apart from who guesses no longer.
    return { kind: "denied", reason: state === "revoked" ? "revoked" : "wrong_secret" }
  }
  if (state !== "active") return { kind: "denied", reason: state }
  if (!isInside(service, client)) return { kind: "denied", reason: "network" }
  return { kind: "accepted", secretId: secret.id }
}

function isInside({ networks }: KnownService, client: Client): boolean {
  if (networks === null) return true
  const address = client.address()
  return networks.check(address, isIPv6(address) ? "ipv6" : "ipv4")
}

async function deny(desk: ServiceDesk, { client, ...denied }: Denial): Promise<Authentication> {
  const address = client.address()
  const { serviceId, reason } = denied
  await desk.denials.deny({ serviceId, reason, tenantId: null, address })
  return { kind: "denied" }
}

function tooMany(retryAfterInSeconds: number, serviceId: string | null): Denied {
  return { kind: "too_many", retryAfterInSeconds, serviceId }
}

const NOBODY = { serviceId: null, tenantId: null } as const

type Judgement = { kind: "accepted"; secretId: string } | { kind: "denied"; reason: DenialReason }
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
