import { expect, test } from "vitest"
import { parseNetworks } from "@/lib/networks"

test("networks stand one a line or with commas between, and an address stands for itself", () => {
  const text = "203.0.113.0/24\r\n 198.51.100.7, 2001:db8::/32\n\n2001:db8::5\n198.51.100.7"
  expect(parseNetworks(text)).toEqual({
    kind: "networks",
    networks: ["203.0.113.0/24", "198.51.100.7/32", "2001:db8::/32", "2001:db8::5/128"],
  })
  expect(parseNetworks(" \n")).toEqual({ kind: "networks", networks: [] })
})

test.each([
  ["10.0.0.0/8\n10.0.0.0/33", "10.0.0.0/33", 2],
  ["our office", "our", 1],
  ["2001:db8::/129", "2001:db8::/129", 1],
  ["10.0.0/8", "10.0.0/8", 1],
])("%j is reported with its line", (text, word, line) => {
  expect(parseNetworks(text)).toEqual({ kind: "wrong", word, line })
})
