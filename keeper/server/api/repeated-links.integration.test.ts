import { randomUUID } from "node:crypto"
import { beforeAll, expect, it } from "vitest"
import { createTestService, openDoor } from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS } from "@/sandbox/seed"

const SHOP = "https://shop.example"
const testEnv = shareTestEnv()

beforeAll(() => testEnv.consent({ choose: "mapleFlorist" }))

it.each([
  [
    "unlisted its return address",
    { purpose: "connect", return_to: `${SHOP}/thanks` },
    () => testEnv.db.linkSettings.updateMany({ data: { returnOrigins: [] } }),
  ],
  [
    "took its organisation from the service",
    { purpose: "reconnect", tenant_id: TENANTS.mapleFlorist },
    () => testEnv.db.serviceAccess.deleteMany(),
  ],
])(
  "the same request with the same key is answered the same after an owner %s, and a new one is refused",
  async (_, asked, change) => {
    await testEnv.db.linkSettings.deleteMany()
    await testEnv.db.linkSettings.create({ data: { returnOrigins: [SHOP] } })
    const tenantIds = [TENANTS.mapleFlorist]
    const by = await createTestService(testEnv, { tenantIds, rights: ["make_links"] })
    const headers = {
      authorization: `Basic ${btoa(`${by.clientId}:${by.clientSecret}`)}`,
      "content-type": "application/json",
    }
    const ask = async (key: string) => {
      // One that has not read the service before.
      const { url } = await openDoor(testEnv)
      const answer = await fetch(`${url}/api/v1/links`, {
        method: "POST",
        headers: { ...headers, "idempotency-key": key },
        body: JSON.stringify(asked),
      })
      return { status: answer.status, body: await answer.json() }
    }
    const key = randomUUID()
    const first = await ask(key)
    expect(first.status).toBe(201)
    await change()
    expect(await ask(key)).toEqual(first)
    expect((await ask(randomUUID())).status).toBeGreaterThanOrEqual(400)
  },
)
