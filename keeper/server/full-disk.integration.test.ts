import { beforeAll, expect, it } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { health } from "@/keeper/server/health"
import { askToken, createTestService, type Door, formOf, openDoor } from "@/keeper/testing/services"
import { setDisk } from "@/keeper/testing/set-disk"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS } from "@/sandbox/seed"

const testEnv = shareTestEnv()
let door: Door
beforeAll(async () => {
  door = await openDoor(testEnv)
})

it("with the database's disk full, reading and live tokens go on, what cannot be stored is refused in words, and all works by itself once there is room", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  const service = await createTestService(testEnv, { rights: ["make_links"] })
  const token = () => askToken(door, { ...formOf(service), resource: TENANTS.mapleFlorist })
  expect((await token()).status).toBe(200)
  await setDisk(testEnv.db, "full")
  expect((await token()).status).toBe(200)
  expect(await health(testEnv.keeper)).toMatchObject({ status: "ok", isReady: true })
  expect(await startConsent()).toEqual({ status: 200, body: { kind: "disk_full" } })
  expect(await makeLink(service)).toMatchObject({
    status: 503,
    body: { detail: expect.stringContaining("disk") },
  })
  await expect(refreshGrant(testEnv.keeper, grantId)).rejects.toThrow("53100")
  await setDisk(testEnv.db, "roomy")
  expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({ kind: "refreshed" })
  expect((await startConsent()).body.kind).toBe("started")
  expect((await makeLink(service)).status).toBe(201)
  expect((await token()).status).toBe(200)
})

function startConsent() {
  return post(
    `${door.url}/operations/startConsent`,
    { purpose: "connect" },
    {
      authorization: `Bearer ${testEnv.env.KEEPER_SECRET}`,
      "tenantry-member": testEnv.memberId,
    },
  )
}

function makeLink({ clientId, clientSecret }: { clientId: string; clientSecret: string }) {
  return post(
    `${door.url}/api/v1/links`,
    { purpose: "connect" },
    {
      authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}`,
    },
  )
}

async function post(url: string, body: object, headers: Record<string, string>) {
  const response = await fetch(url, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: await response.json() }
}
