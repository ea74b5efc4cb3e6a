import { expect, it } from "vitest"
import {
  createClientSecret,
  digestOf,
  isClientSecret,
} from "@/keeper/services/access/client-secret"

it("is new every time, and known by its prefix, its length and its checksum", () => {
  const one = createClientSecret()
  const other = createClientSecret()
  expect(one.clientSecret).not.toBe(other.clientSecret)
  expect(one.clientSecret).toMatch(/^tnt_[A-Za-z0-9_-]{43}[0-9a-z]{7}$/)
  expect(one.digest).toBe(digestOf(one.clientSecret))
  expect(one.clientSecret.endsWith(one.hint)).toBe(true)
  expect(isClientSecret(one.clientSecret)).toBe(true)
})

it("tells a typing error anywhere in it", () => {
  const { clientSecret } = createClientSecret()
  for (let place = 0; place < clientSecret.length; place += 1) {
    const typed = clientSecret[place] === "A" ? "B" : "A"
    const mistyped = clientSecret.slice(0, place) + typed + clientSecret.slice(place + 1)
    expect(isClientSecret(mistyped), `at ${place}`).toBe(false)
  }
  expect(isClientSecret(clientSecret.slice(0, -1))).toBe(false)
  expect(isClientSecret(`${clientSecret}0`)).toBe(false)
  expect(isClientSecret("")).toBe(false)
})
