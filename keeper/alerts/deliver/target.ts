import { lookup } from "node:dns/promises"
import { isIP } from "node:net"
import { covers, createBlockList } from "@/lib/networks"

// IANA's special-purpose registries: everything that is not the public internet.
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
// Within 2000::/3, the only part of IPv6 that is given out to the public: the parts that carry IPv4 or are set aside.
const PUBLIC_6 = "2000::/3"
const NOT_PUBLIC_6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]

const notPublic = createBlockList([...NOT_PUBLIC_4, ...NOT_PUBLIC_6])
const public6 = createBlockList([PUBLIC_6])

/**
 * The addresses that a host name stands for now, checked: one that is private, loopback, link-local, shared (CGNAT),
 * multicast, unspecified or an IPv4 address in IPv6 clothing refuses the whole name. The caller must connect to one of
 * `addresses` and not ask again, or another answer could slip in between.
 */
export async function findTarget(hostname: string, rules: TargetRules): Promise<Target> {
  const literal = hostname.replace(/^\[(.*)\]$/, "$1")
  const addresses = isIP(literal) === 0 ? await rules.resolve(literal) : [literal]
  if (addresses.length === 0) return { kind: "unresolved" }
  const refused = addresses.some((address) => !isPublicAddress(address))
  if (refused && !rules.allowPrivateTargets) return { kind: "refused" }
  return { kind: "found", addresses }
}

/** Whether an address of the public internet. */
export function isPublicAddress(address: string): boolean {
  return (isIP(address) === 4 || covers(public6, address)) && !covers(notPublic, address)
}

/** All addresses by the system's resolver; none where the name is not known or nobody answers. */
export async function resolveHost(hostname: string): Promise<string[]> {
  const found = await lookup(hostname, { all: true }).catch(() => [])
  return found.map((one) => one.address)
}

export type TargetRules = {
  /** Private addresses are allowed: an owner of the environment said so. */
  allowPrivateTargets: boolean
  resolve(hostname: string): Promise<string[]>
}
export type Target =
  | { kind: "found"; addresses: string[] }
  | { kind: "refused" }
  | { kind: "unresolved" }
