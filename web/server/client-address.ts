import { type BlockList, isIP } from "node:net"
import { covers, createBlockList, plainAddress } from "@/lib/networks"

/** Our own proxies: this machine, and what `networks` (CIDR blocks) name. */
export function listProxies(networks: string[]): BlockList {
  return createBlockList(["127.0.0.0/8", "::1/128", ...networks])
}

/**
 * Who is asking: the other end of the connection or, where that is a proxy of our own, the address that it added to
 * X-Forwarded-For; and so on leftwards while that is one too. What anyone else wrote there is not trusted.
 */
export function clientAddress(
  remote: string | undefined,
  forwardedFor: string | string[] | undefined,
  proxies: BlockList,
): string {
  const addresses = [forwardedFor ?? []].flat().join(",").split(",").map(plainAddress)
  let address = plainAddress(remote ?? "")
  while (covers(proxies, address)) {
    const before = addresses.pop() ?? ""
    if (isIP(before) === 0) break
    address = before
  }
  return address
}
