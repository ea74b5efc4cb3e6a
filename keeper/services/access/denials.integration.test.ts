import { randomUUID } from "node:crypto"
import { expect, it } from "vitest"
import { createDenials, type Denial } from "@/keeper/services/access/denials"
import { createRateLimit } from "@/keeper/services/access/rate-limit"
import { shareTestDb } from "@/lib/db/share-test-db"

const testDb = shareTestDb()

it("what comes too fast to be written one by one is told as it was: from one address, for one organisation", async () => {
  const { db } = testDb
  const spent = createRateLimit({ burst: 0, perSecond: 0 })
  const denials = createDenials(db, { now: () => new Date() }, spent)
  const one: Denial = {
    reason: "unknown_client",
    serviceId: null,
    tenantId: randomUUID(),
    address: "192.0.2.7",
  }
  for (let n = 0; n < 3; n += 1) await denials.deny(one)
  await denials.flush()
  const rows = () =>
    db.serviceDenial.findMany({
      where: { reason: "unknown_client" },
      orderBy: { denials: "desc" },
      select: { address: true, tenantId: true, denials: true },
    })
  const { address, tenantId } = one
  expect(await rows()).toEqual([{ address, tenantId, denials: 3 }])
  await denials.deny({ ...one, tenantId: randomUUID() })
  await denials.deny({ ...one, address: "192.0.2.8" })
  await denials.flush()
  expect(await rows()).toContainEqual({ address: "many addresses", tenantId: null, denials: 2 })
})
