import { describe, expect, it, test } from "vitest"
import { findTarget, isPublicAddress } from "@/keeper/outgoing/target"

const REFUSED = [
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "127.0.0.1",
  "127.255.255.254",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "198.18.0.1",
  "224.0.0.1",
  "239.255.255.250",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:8.8.8.8",
  "::ffff:a9fe:a9fe",
  "::7f00:1",
  "64:ff9b::7f00:1",
  "64:ff9b:1::1",
  "100::1",
  "2001::1",
  "2001:db8::1",
  "2002:7f00:1::",
  "3fff::1",
  "fc00::1",
  "fd12:3456::1",
  "fe80::1",
  "ff02::1",
  "not an address",
]
const ALLOWED = ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"]

test.each(REFUSED)("%s is not an address of the public internet", (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

test.each(ALLOWED)("%s is an address of the public internet", (address) => {
  expect(isPublicAddress(address)).toBe(true)
})

describe("a host name", () => {
  const rules = (addresses: string[], allowPrivateTargets = false) => ({
    allowPrivateTargets,
    resolve: async () => addresses,
  })

  it("is refused when any of its addresses is private, so that none can be picked later", async () => {
    const target = await findTarget("hooks.example", rules(["8.8.8.8", "10.0.0.1"]))
    expect(target).toEqual({ kind: "refused" })
  })

  it("that is an address itself is checked without a look-up", async () => {
    expect(await findTarget("[::1]", rules(["8.8.8.8"]))).toEqual({ kind: "refused" })
    expect(await findTarget("169.254.169.254", rules(["8.8.8.8"]))).toEqual({ kind: "refused" })
  })

  it("in any spelling a URL allows is the address that it means", async () => {
    for (const spelling of ["http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/"]) {
      const { hostname } = new URL(spelling)
      expect(await findTarget(hostname, rules(["8.8.8.8"]))).toEqual({ kind: "refused" })
    }
  })

  it("may be private where the environment allows it", async () => {
    const target = await findTarget("hooks.example", rules(["10.0.0.1"], true))
    expect(target).toEqual({ kind: "found", addresses: ["10.0.0.1"] })
  })

  it("that is unknown is distinguished from one that is refused", async () => {
    expect(await findTarget("hooks.example", rules([]))).toEqual({ kind: "unresolved" })
  })
})
