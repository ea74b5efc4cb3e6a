import { expect, test } from "vitest"
import { measureXero } from "@/keeper/numbers/measure-xero"
import { createNumbers } from "@/keeper/numbers/numbers"
import { createTally } from "@/keeper/numbers/tally"
import { createClient } from "@/keeper/xero/token-endpoint"
import type { Xero } from "@/keeper/xero/xero"

test("a duration is counted in the first class that it fits into, and a longer one in none", () => {
  const tally = createTally()
  for (const milliseconds of [0.2, 0.5, 0.6, 200_000]) tally.count("ok", milliseconds)
  tally.count("invalid_client", 3)
  const row = tally.rows.get("ok")
  expect(row?.classes.slice(0, 3)).toEqual([2, 1, 0])
  expect(row).toMatchObject({ count: 4, sumInMilliseconds: 200_001.3 })
  expect(tally.rows.get("invalid_client")?.count).toBe(1)
})

test("every request to Xero is counted by how its answer was judged, and the answer passes unchanged", async () => {
  const refused = { kind: "invalid_grant", evidence: { httpStatus: 400, correlationId: null } }
  const numbers = createNumbers()
  const xero = measureXero({ refresh: async () => refused } as unknown as Xero, numbers)
  const client = createClient("any", ["any"])
  expect(await xero.refresh({ client, refreshToken: "made-up" })).toBe(refused)
  expect(numbers.xeroRequests.get("refresh")?.rows.get("invalid_grant")?.count).toBe(1)
})
