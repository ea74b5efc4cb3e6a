import { randomUUID } from "node:crypto"
import { beforeAll, expect, test, vi } from "vitest"
import { shareTestDb } from "@/lib/db/share-test-db"
import { addApp, addGrant, addTenant, connect } from "@/lib/tenants/testing"
import { findCopy } from "@/web/installation/find-copy"
import { listDoubtful } from "@/web/installation/list-doubtful"

const made = shareTestDb()
let xeroAppId: string
vi.mock("@/web/auth/require-member", () => ({ requireMember: async () => ({ memberId: "m" }) }))
vi.mock("@/web/db", () => ({ db: () => made.web }))

beforeAll(async () => {
  xeroAppId = await addApp(made.db, { current: true })
})

test("a database is a copy once the keeper of another installation than its holder came here", async () => {
  expect(await findCopy()).toBeNull()
  const holderId = randomUUID()
  await made.db.installation.updateMany({ data: { holderId, keeperInstallationId: holderId } })
  expect(await findCopy()).toBeNull()
  await made.db.installation.updateMany({ data: { keeperInstallationId: randomUUID() } })
  const fresh = { sign: "installation", savedAt: null, all: 0, stale: 0 }
  expect(await findCopy()).toEqual(fresh)
  const custom = {
    clientId: "C".repeat(32),
    issuer: "https://xero.example",
    kind: "custom",
  } as const
  const { id: customAppId } = await made.db.xeroApp.create({
    data: { ...custom, name: "Custom", clientSecretsSealed: "none", scopes: [], usable: true },
  })
  // A custom connection has no chain that a copy could lose.
  await addGrant(made.db, { xeroAppId: customAppId })
  const [overdue] = [await addGrant(made.db, { xeroAppId }), await addGrant(made.db, { xeroAppId })]
  await made.db.$executeRaw`
    UPDATE "Grant" SET "lastRefreshedAt" = clock_timestamp() - interval '31 minutes' WHERE "id" = ${overdue}::uuid`
  const renewedAt = new Date(Date.now() - 3_600_000)
  await made.db.installation.updateMany({ data: { copySign: "older", renewedAt } })
  const found = { sign: "older", savedAt: renewedAt.toISOString(), all: 2, stale: 1 }
  expect(await findCopy()).toEqual(found)
  await made.db.installation.updateMany({
    data: { keeperInstallationId: holderId, copySign: null },
  })
})

test("the report lists the organisations of chains in doubt, save those that another consent serves well", async () => {
  const [sound, doubted, revoked, asked] = [
    await addGrant(made.db, { xeroAppId }),
    await addGrant(made.db, { xeroAppId, state: "ended", endedReason: "refused" }),
    await addGrant(made.db, { xeroAppId, state: "ended", endedReason: "revoked" }),
    await addGrant(made.db, { xeroAppId }),
  ]
  await made.db.grant.updateMany({
    where: { id: { in: [doubted, revoked, asked] } },
    data: { doubtfulSince: new Date() },
  })
  const lonely = await addTenant(made.db, "Lonely")
  const served = await addTenant(made.db, "Served")
  const cut = await addTenant(made.db, "Cut off")
  await connect(made.db, lonely, { grantId: doubted })
  await connect(made.db, served, { grantId: doubted })
  await connect(made.db, served, { grantId: sound })
  await connect(made.db, cut, { grantId: revoked })
  const justAsked = await addTenant(made.db, "Asked")
  await connect(made.db, justAsked, { grantId: asked })
  expect(await listDoubtful()).toMatchObject([{ tenantId: lonely, status: "reconnect_needed" }])
  await made.db.grant.update({ where: { id: asked }, data: { doubtfulSince: new Date(0) } })
  expect(await listDoubtful()).toMatchObject([{ tenantId: justAsked }, { tenantId: lonely }])
})
