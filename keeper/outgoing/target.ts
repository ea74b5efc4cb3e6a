import { lookup } from "node:dns/promises"
import { isIP } from "node:net"
import { covers, createBlockList } from "@/lib/networks"

// IANA's special-purpose registries: every IPv4 range outside the public internet.
const NOT_PUBLIC_4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
]
// 2000::/3 is the only public part of IPv6. Below are the ranges in it that carry IPv4 or are reserved.
const PUBLIC_6 = "2000::/3"
const NOT_PUBLIC_6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]

const notPublic = createBlockList([...NOT_PUBLIC_4, ...NOT_PUBLIC_6])
const public6 = createBlockList([PUBLIC_6])

/**
 * Resolves a host name and checks its addresses: if any is private, loopback, link-local, shared (CGNAT), multicast,
 * unspecified or an IPv4 address inside IPv6, the whole name is refused. The caller must connect to one of `addresses`
 * and not resolve the name again: the second answer could differ.
 */
export async function findTarget(hostname: string, rules: TargetRules): Promise<Target> {
  const literal = hostname.replace(/^\[(.*)\]$/, "$1")
  const addresses = isIP(literal) === 0 ? await rules.resolve(literal) : [literal]
  if (addresses.length === 0) return { kind: "unresolved" }
  const refused = addresses.some((address) => !isPublicAddress(address))
  if (refused && !rules.allowPrivateTargets) return { kind: "refused" }
  return { kind: "found", addresses }
}

/** Whether an address is on the public internet. */
export function isPublicAddress(address: string): boolean {
  return (isIP(address) === 4 || covers(public6, address)) && !covers(notPublic, address)
}

/** All addresses by the system's resolver; none if the name is unknown or no resolver answers. */
export async function resolveHost(hostname: string): Promise<string[]> {
  const found = await lookup(hostname, { all: true }).catch(() => [])
  return found.map((one) => one.address)
}

export type TargetRules = {
  /** Whether private addresses are allowed (`ALERT_ALLOW_PRIVATE_TARGETS`). */
  allowPrivateTargets: boolean
  resolve(hostname: string): Promise<string[]>
}
export type Target =
  | { kind: "found"; addresses: string[] }
  | { kind: "refused" }
  | { kind: "unresolved" }
