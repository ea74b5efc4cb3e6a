import { expect, test } from "vitest"
import { clientAddress, listProxies } from "./client-address"

const proxies = listProxies(["10.8.0.0/16", "198.51.100.9/32", "fd00:8::/32"])

test.each([
  ["203.0.113.7", "198.51.100.1", "203.0.113.7"],
  ["127.0.0.1", "198.51.100.1, 203.0.113.5", "203.0.113.5"],
  ["::ffff:127.0.0.1", "203.0.113.5", "203.0.113.5"],
  ["::1", "2001:db8::5", "2001:db8::5"],
  ["127.0.0.1", undefined, "127.0.0.1"],
  ["127.0.0.1", "not an address", "127.0.0.1"],
  ["::ffff:203.0.113.7", "198.51.100.1", "203.0.113.7"],
  ["10.8.1.2", "203.0.113.5", "203.0.113.5"],
  ["fd00:8::3", ["198.51.100.1", "203.0.113.5"], "203.0.113.5"],
  ["fe80::1%eth0", "203.0.113.5", "fe80::1"],
  ["127.0.0.1", "203.0.113.5:49152", "203.0.113.5"],
  ["127.0.0.1", "203.0.113.5:49152, 10.8.0.2:80", "203.0.113.5"],
  ["127.0.0.1", "[2001:db8::5]:49152", "2001:db8::5"],
  ["127.0.0.1", "[2001:db8::5]", "2001:db8::5"],
  ["127.0.0.1", "[::ffff:203.0.113.5]:49152", "203.0.113.5"],
  ["127.0.0.1", "203.0.113.5:", "127.0.0.1"],
])("a connection from %s that says %j is %s", (remote, forwardedFor, address) => {
  expect(clientAddress(remote, forwardedFor, proxies)).toBe(address)
})

test.each(["10.1.2.3", "192.168.1.20", "172.16.0.4", "169.254.1.1", "fd00:9::3"])(
  "a private network makes %s no proxy: what it says is not believed",
  (remote) => {
    expect(clientAddress(remote, "203.0.113.5", proxies)).toBe(remote)
  },
)

test.each([
  ["192.0.2.1, 203.0.113.5, 198.51.100.9", "203.0.113.5"],
  ["192.0.2.1, 203.0.113.5, 198.51.100.9, 10.8.0.2", "203.0.113.5"],
  ["203.0.113.5, unknown, 10.8.0.2", "10.8.0.2"],
  ["10.8.0.3, 10.8.0.2", "10.8.0.3"],
])("behind several proxies, %j is asked by %s", (forwardedFor, address) => {
  expect(clientAddress("127.0.0.1", forwardedFor, proxies)).toBe(address)
})
