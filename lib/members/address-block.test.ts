import { expect, test } from "vitest"
import { addressBlock } from "@/lib/members/address-block"

test.each([
  ["192.0.2.7", "192.0.2.7", null],
  ["2001:db8::1", "2001:db8:0:0::/64", "2001:db8:0::/48"],
  ["2001:DB8:0:0:1::2", "2001:db8:0:0::/64", "2001:db8:0::/48"],
  ["2001:0db8:0000:0001::", "2001:db8:0:1::/64", "2001:db8:0::/48"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"],
  ["::1", "0:0:0:0::/64", "0:0:0::/48"],
  ["64:ff9b::192.0.2.7", "64:ff9b:0:0::/64", "64:ff9b:0::/48"],
  ["unknown", "unknown", null],
])("%s counts as %s", (address, block, network) => {
  expect(addressBlock(address)).toEqual({ address: block, network })
})
