import { beforeAll, expect, test, vi } from "vitest"
import { shareTestDb } from "@/lib/db/share-test-db"
import { countByUrgency } from "@/lib/tenants/count-by-urgency"
import { TENANT_STATUSES } from "@/lib/tenants/status"
import { addApp } from "@/lib/tenants/testing"
import { type Ranking, rankAll, rankTenants } from "@/web/tenants/rank-tenants"
import { EVERYTHING, PAGE_SIZE, TENANT_SORTS } from "@/web/tenants/tenant-query"

const ORGANISATIONS = 600

const made = shareTestDb()

vi.mock("@/web/db", () => ({ db: () => made.web }))

beforeAll(() => addMixture())

test("every organisation that is not marked is healthy, and every status is among those that are", async () => {
  const rows = await made.web.$queryRaw<{ status: string; reasons: number; unmarked: number }[]>`
    SELECT "status"::text, count(DISTINCT "reason")::int AS "reasons",
      (count(*) FILTER (WHERE "tenantId" NOT IN (SELECT "tenantId" FROM "MarkedTenant")))::int AS "unmarked"
    FROM "TenantOverview" GROUP BY 1 ORDER BY 1`
  const unmarked = rows.filter((row) => row.unmarked > 0).map((row) => row.status)
  expect(unmarked).toEqual(["healthy"])
  expect(rows.map((row) => row.status)).toEqual([...TENANT_STATUSES].sort())
  // Without an incident, a copied database and an offered connection alone.
  expect(rows.reduce((sum, { reasons }) => sum + reasons, 0)).toBeGreaterThanOrEqual(20)
})

test("the list walks to the same pages and counts as it finds by looking at every organisation", async () => {
  await expectSame()
})

test("it does so in a copied database, and while Xero refuses an app and is in trouble", async () => {
  await made.db
    .$executeRaw`UPDATE "Installation" SET "keeperInstallationId" = gen_random_uuid(), "holderId" = gen_random_uuid()`
  await expectSame()
  await made.db
    .$executeRaw`UPDATE "Installation" SET "keeperInstallationId" = NULL, "holderId" = NULL`
  await made.db.xeroApp.updateMany({ data: { faultSince: new Date(0) } })
  await made.db.incident.create({ data: { kind: "xero_trouble" }, select: { id: true } })
  await expectSame()
})

async function expectSame(): Promise<void> {
  for (const query of QUERIES) {
    const [quick, whole] = await Promise.all([rankTenants(query), rankAll(query)])
    expect(filled(quick), JSON.stringify(query)).toEqual(filled(whole))
  }
  const [counted, whole] = await Promise.all([countByUrgency(made.db), rankAll(EVERYTHING)])
  const counts = Object.fromEntries(counted.map(({ urgency, count }) => [urgency, count]))
  expect(filled({ ...whole, counts })).toEqual(filled(whole))
}

function filled({ counts, ...ranking }: Ranking) {
  return { ...ranking, counts: TENANT_STATUSES.map((_, urgency) => counts[urgency] ?? 0) }
}

const WALKED = [null, "healthy" as const].flatMap((status) =>
  [1, 3, ORGANISATIONS / PAGE_SIZE].flatMap((page) =>
    (["attention", "name"] as const).flatMap((sort) =>
      [false, true].map((descending) => ({ ...EVERYTHING, status, page, sort, descending })),
    ),
  ),
)
const MARKED = TENANT_STATUSES.flatMap((status, index) =>
  [1, 2].map((page) => {
    const sort = TENANT_SORTS[index % TENANT_SORTS.length] ?? "name"
    return { ...EVERYTHING, status, page, sort, descending: page === 2 }
  }),
)
const QUERIES = [...WALKED, ...MARKED]

/** Grants of four apps with one mark or another, and organisations that one to three of them reach. Nothing is random. */
async function addMixture(): Promise<void> {
  const usable = await addApp(made.db, { current: true })
  const [other, faulty, custom] = [
    await addApp(made.db, { current: false }),
    await addApp(made.db, { current: false }),
    await addApp(made.db, { current: false }),
  ]
  await made.db.xeroApp.updateMany({
    where: { id: { in: [faulty, custom] } },
    data: { usable: true },
  })
  await made.db.xeroApp.update({ where: { id: faulty }, data: { faultSince: new Date(0) } })
  await made.db.xeroApp.update({ where: { id: custom }, data: { kind: "custom" } })
  const apps = [usable, usable, usable, usable, usable, usable, other, faulty, custom]
  await made.db.$executeRaw`
    INSERT INTO "Grant" ("id", "xeroAppId", "xeroUserId", "xeroUserName", "refreshTokenExpiresAt", "consentedAt", "state",
      "endedReason", "doubtfulSince", "doubtfulSign", "strikes", "failures", "failingSince", "checkFailingSince", "lastOutcome",
      "lastCheckedAt")
    SELECT md5('grant' || n)::uuid, (${apps}::uuid[])[1 + n / 40 % 9], gen_random_uuid(), 'Person ' || n % 50,
      now() + (CASE mark WHEN 1 THEN -1 WHEN 2 THEN 13 ELSE 20 + n % 30 END) * interval '1 day', now() - n % 40 * interval '1 day',
      (CASE WHEN mark IN (3, 4, 5, 6, 7, 8) THEN 'ended' ELSE 'active' END)::"GrantState",
      (CASE mark WHEN 3 THEN 'refused' WHEN 4 THEN 'expired' WHEN 5 THEN 'revoked' WHEN 6 THEN 'handed_over' WHEN 7 THEN 'moved'
        WHEN 8 THEN 'refused' END)::"GrantEndedReason",
      CASE WHEN mark IN (8, 9, 10) THEN now() END, CASE WHEN mark = 8 THEN 'older' END,
      CASE WHEN mark = 11 THEN 1 ELSE 0 END, CASE WHEN mark = 12 THEN 1 ELSE 0 END,
      CASE WHEN mark = 13 THEN now() END, CASE WHEN mark = 14 THEN now() END,
      CASE mark WHEN 15 THEN 'damaged' WHEN 16 THEN 'key_missing' WHEN 17 THEN 'no_consent' ELSE 'ok' END,
      CASE WHEN n % 5 > 0 THEN now() - n % 60 * interval '1 minute' END
    FROM (SELECT n, n % 40 AS mark FROM generate_series(1, 400) n) grants`
  await made.db.$executeRaw`
    INSERT INTO "Tenant" ("tenantId", "name", "type", "removedAt")
    SELECT md5('tenant' || n)::uuid, (ARRAY['maple', 'Maple', 'Élan', 'cedar', 'Quill'])[1 + n % 5] || ' ' || n % 90, 'ORGANISATION',
      CASE WHEN n % 31 = 0 THEN now() END
    FROM generate_series(1, ${ORGANISATIONS}::int) n`
  await made.db.$executeRaw`
    INSERT INTO "Connection" ("id", "connectionId", "tenantId", "grantId", "state", "place", "endedAt")
    SELECT gen_random_uuid(), gen_random_uuid(), md5('tenant' || n)::uuid, md5('grant' || 1 + (abs(hashtext('reach' || n)) + place * 7) % 400)::uuid,
      (CASE kind WHEN 0 THEN 'disconnected' WHEN 1 THEN 'disconnected_in_xero' WHEN 2 THEN 'offered' WHEN 3 THEN 'offered'
        ELSE 'connected' END)::"ConnectionState",
      place, CASE WHEN kind IN (0, 1, 2) THEN now() END
    FROM generate_series(1, ${ORGANISATIONS}::int) n, generate_series(1, 1 + (n % 7) / 5) place,
      LATERAL (SELECT abs(hashtext('kind' || n || '.' || place)) % 30 AS kind) kinds`
}
