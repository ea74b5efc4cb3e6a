import { expect, test } from "vitest"
import { listenHosts, reachable } from "./listen-hosts"

test.each([
  ["http://localhost:3000", undefined, ["127.0.0.1", "::1"]],
  ["http://127.0.0.1:3000", undefined, ["127.0.0.1"]],
  ["http://[::1]:3000", undefined, ["::1"]],
  ["https://tenantry.example", undefined, ["127.0.0.1", "::1"]],
  ["https://tenantry.example", "0.0.0.0", ["0.0.0.0"]],
  ["http://localhost:3000", "10.0.0.7", ["10.0.0.7"]],
])("web at %s with WEB_HOST=%s listens on %j", (appUrl, webHost, hosts) => {
  expect(listenHosts(appUrl, webHost)).toEqual(hosts)
})

test.each([
  ["0.0.0.0", "127.0.0.1"],
  ["::", "[::1]"],
  ["fd00::7", "[fd00::7]"],
  ["10.0.0.7", "10.0.0.7"],
])("what listens on %s answers this machine at %s", (host, address) => {
  expect(reachable(host)).toBe(address)
})
