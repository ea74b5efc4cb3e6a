import { randomUUID } from "node:crypto"
import { expect, test, vi } from "vitest"
import { shareTestDb } from "@/lib/db/share-test-db"
import { addApp, addGrant, addTenant, connect } from "@/lib/tenants/testing"
import { listAuthorisers } from "@/web/tenants/list-authorisers"
import { listTenants } from "@/web/tenants/list-tenants"
import { EVERYTHING } from "@/web/tenants/tenant-query"

const made = shareTestDb()
vi.mock("@/web/auth/require-member", () => ({ requireMember: async () => ({ memberId: "m" }) }))
vi.mock("@/web/db", () => ({ db: () => made.web }))

test("a Xero user whose consents to two apps reach an organisation is one authoriser", async () => {
  const [old, now] = [
    await addApp(made.db, { current: true }),
    await addApp(made.db, { current: false }),
  ]
  await made.db.xeroApp.updateMany({ data: { usable: true } })
  await made.db.xeroApp.update({ where: { id: now }, data: { name: "Books" } })
  const alice = { xeroUserId: randomUUID() }
  const [both, alone] = [await addTenant(made.db, "Both"), await addTenant(made.db, "Alone")]
  const grantIds: string[] = []
  for (const xeroAppId of [old, now]) {
    const grantId = await addGrant(made.db, { xeroAppId, ...alice })
    await connect(made.db, alone, { grantId })
    await connect(made.db, both, { grantId })
    grantIds.push(grantId)
  }
  const bjorn = await addGrant(made.db, { xeroAppId: now })
  await connect(made.db, both, { grantId: bjorn })
  await made.db.connection.updateMany({ where: { grantId: bjorn }, data: { place: 2 } })
  await made.db.connection.updateMany({ where: { grantId: grantIds[0] }, data: { place: 3 } })
  const list = async (only: "one_authoriser" | null) =>
    (await listTenants({ ...EVERYTHING, sort: "name", only })).tenants
  expect((await list("one_authoriser")).map((row) => row.name)).toEqual(["Alone"])
  expect((await list(null)).map((row) => row.authorisers)).toMatchObject([
    { count: 1, working: 1, number: 1 },
    { count: 2, working: 2, number: 1 },
  ])
  await made.db.grant.update({ where: { id: bjorn }, data: { xeroUserName: "Bjørn O'Neil" } })
  const { list: authorisers, names } = await listAuthorisers(both)
  expect(names).toEqual(["Alice Moreau", "Bjørn O'Neil"])
  expect(authorisers).toMatchObject([
    { grantId: grantIds[1], number: 1, xeroAppLabel: "Books" },
    { grantId: bjorn, number: 2, xeroAppLabel: null },
    { grantId: grantIds[0], number: 1, xeroAppLabel: expect.any(String) },
  ])
})
