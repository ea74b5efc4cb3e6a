import { BlockList, isIP } from "node:net"
import { z } from "zod"

const NETWORK = z.union([z.cidrv4(), z.cidrv6()])

/**
 * CIDR blocks, one a line or with commas between; an address alone stands for itself. What is neither is told with its
 * line.
 */
export function parseNetworks(text: string): NetworkReading {
  const entries = text
    .split("\n")
    .flatMap((line, at) => line.split(/[\s,;]+/).map((word) => ({ word, line: at + 1 })))
    .filter(({ word }) => word !== "")
  const wrong = entries.find(({ word }) => blockOf(word) === null)
  if (wrong !== undefined) return { kind: "wrong", ...wrong }
  const networks = entries.flatMap(({ word }) => blockOf(word) ?? [])
  return { kind: "networks", networks: [...new Set(networks)] }
}

/** What CIDR blocks cover, of both families. */
export function createBlockList(networks: string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = "", bits] = network.split("/")
    list.addSubnet(address, Number(bits), familyOf(address))
  }
  return list
}

/** Whether an address is in one of the blocks; what is no address is in none. */
export function covers(list: BlockList, address: string): boolean {
  return isIP(address) !== 0 && list.check(address, familyOf(address))
}

/**
 * An address in one spelling, whoever wrote it: in lower case and short, IPv4 without the prefix that it has in an IPv6
 * socket, and without a port (RFC 7239 §6) or the name of a network card. What is no address comes back trimmed.
 */
export function plainAddress(text: string): string {
  const address = text
    .trim()
    .replace(/^\[(.*)\](:\d+)?$|^([\d.]+):\d+$/, "$1$3")
    .replace(/%.*$/, "")
  if (isIP(address) !== 6) return address
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [, high, low] = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(short) ?? []
  if (high === undefined || low === undefined) return short
  const bytes = Buffer.from(high.padStart(4, "0") + low.padStart(4, "0"), "hex")
  return bytes.join(".")
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4"
}

function blockOf(word: string): string | null {
  const family = isIP(word)
  const block = family === 0 ? word : `${word}/${family === 6 ? 128 : 32}`
  return NETWORK.safeParse(block).success ? block : null
}

export type NetworkReading =
  | { kind: "networks"; networks: string[] }
  | { kind: "wrong"; word: string; line: number }
