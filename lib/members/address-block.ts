import { isIPv6 } from "node:net"

/**
 * What counts as one address: an IPv6 customer holds at least a /64. `network` is the /48 around it, null for IPv4.
 * Anything that is no address counts as itself.
 */
export function addressBlock(address: string): AddressBlock {
  if (!isIPv6(address)) return { address, network: null }
  const [head = "", tail = ""] = address.toLowerCase().split("::")
  const [front, back] = [groupsOf(head), groupsOf(tail)]
  const zeros = address.includes("::") ? 8 - front.length - back.length : 0
  const groups = [...front, ...Array<string>(zeros).fill("0"), ...back]
  return {
    address: `${groups.slice(0, 4).join(":")}::/64`,
    network: `${groups.slice(0, 3).join(":")}::/48`,
  }
}

// Written in one way: no leading zeros, and an IPv4 address at the end is two groups.
function groupsOf(text: string): string[] {
  return text
    .split(":")
    .filter(Boolean)
    .flatMap((group) =>
      group.includes(".") ? ["0", "0"] : [Number.parseInt(group, 16).toString(16)],
    )
}

type AddressBlock = { address: string; network: string | null }
