import { expect, test } from "vitest"
import { isBelieved } from "@/keeper/counted/mark-gone"

test.each([
  [0, 0, true],
  [1, 1, true],
  [1, 5_000, true],
  [2, 2, false],
  [2, 3, false],
  [2, 4, true],
  [20, 40, true],
  [20, 39, false],
  [21, 42, false],
  [21, 210, true],
  [400, 1_000, false],
  [500, 5_000, true],
])("that %i of %i connections are gone is believed at once: %s", (missing, connected, believed) => {
  expect(isBelieved(missing, connected)).toBe(believed)
})
