import { randomUUID } from "node:crypto"
import type { Db } from "@/lib/db/create-db"
import { daysFromNow } from "@/scripts/seed/times"

/**
 * Adds services as the keeper would leave them, with secrets that no one knows: in `typical` and `broken` one in each
 * state that the pages show, in `crowded` two hundred.
 */
export async function seedServices(db: Db, into: SeedInto): Promise<void> {
  if (into.crowded) return crowdServices(db, into.memberId)
  const tenants = await db.tenant.findMany({
    where: { removedAt: null },
    orderBy: { name: "asc" },
    select: { tenantId: true },
  })
  const tenantIds = tenants.map((one) => one.tenantId)
  for (const one of into.broken ? [...TYPICAL, ...BROKEN] : TYPICAL) {
    await addService(db, { one, memberId: into.memberId, tenantIds })
  }
}

async function addService(db: Db, { one, memberId, tenantIds }: Arriving): Promise<void> {
  const id = randomUUID()
  const chosen = one.reach === "all" || one.revoked ? [] : tenantIds.slice(0, one.organisations)
  await db.service.create({
    data: {
      id,
      name: one.name,
      reach: one.reach ?? "chosen",
      networks: one.networks ?? [],
      createdById: memberId,
      createdAt: daysFromNow(-(one.addedDaysAgo ?? 60)),
      expiresAt: one.expiresInDays === null ? null : daysFromNow(one.expiresInDays ?? 76),
      disabledAt: one.disabled ? daysFromNow(-1) : null,
      revokedAt: one.revoked ? daysFromNow(-2) : null,
      secrets: { create: one.revoked ? [] : secretsOf(one) },
      access: {
        create: chosen.map((tenantId) => ({
          tenantId,
          createdAt: daysFromNow(-(one.addedDaysAgo ?? 60)),
        })),
      },
    },
    select: { id: true },
  })
  await addFetches(db, { id, one, tenantIds })
  if (one.denied) await addDenials(db, id, tenantIds)
  await addEvents(db, { id, one, memberId })
}

function secretsOf({ secrets = 1, fetchedDays = 30 }: ServiceCase) {
  return Array.from({ length: secrets }, (_, at) => ({
    digest: randomUUID(),
    hint: ["7k2m", "q0x9"][at] ?? "a1b2",
    createdAt: daysFromNow(at === 0 ? -60 : -1),
    lastUsedAt: at === 0 && fetchedDays > 0 ? daysFromNow(-0.01) : null,
  }))
}

async function addFetches(db: Db, { id, one, tenantIds }: Fetching): Promise<void> {
  const { fetched = 2, fetchedDays = 30, lastFetchDaysAgo = 0 } = one
  for (const [nth, tenantId] of tenantIds.slice(0, fetched).entries()) {
    const data = Array.from({ length: fetchedDays }, (_, at) => {
      const lastAt = daysFromNow(-(lastFetchDaysAgo + at) - 0.01)
      const day = new Date(lastAt.toISOString().slice(0, 10))
      const fetches = 40 + ((at * 37 + nth * 11) % 90)
      return { serviceId: id, tenantId, day, fetches, firstAt: lastAt, lastAt }
    })
    await db.tokenFetch.createMany({ data })
  }
}

async function addDenials(db: Db, serviceId: string, tenantIds: string[]): Promise<void> {
  const refused = [
    { reason: "network", address: "198.51.100.77", tenantId: tenantIds[0] },
    { reason: "wrong_secret", address: "203.0.113.9", tenantId: null },
    { reason: "target", address: "2001:db8:85a3::8a2e:370:7334", tenantId: randomUUID() },
  ]
  await db.serviceDenial.createMany({
    data: refused.map((one, at) => ({
      ...one,
      serviceId,
      key: randomUUID(),
      hour: daysFromNow(-at - 0.1),
      denials: 3 + at * 40,
      lastAt: daysFromNow(-at - 0.08),
    })),
  })
}

async function addEvents(db: Db, { id, one, memberId }: Telling): Promise<void> {
  const organisations = one.reach === "all" ? null : (one.organisations ?? 0)
  const detail = { service: one.name, organisations }
  const kinds = [
    "service.created",
    ...(one.secrets === 2 ? ["service.secret_added"] : []),
    ...(one.disabled ? ["service.disabled"] : []),
    ...(one.revoked ? ["service.revoked"] : []),
  ]
  await db.auditEvent.createMany({
    data: kinds.map((kind) => ({ kind, memberId, serviceId: id, detail })),
  })
}

/** Nothing is random, so two runs look the same. The first service reaches all organisations and uses a tenth. */
async function crowdServices(db: Db, memberId: string): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "Service" ("id", "name", "reach", "networks", "createdAt", "createdById", "expiresAt", "disabledAt", "revokedAt")
    SELECT md5('service' || n)::uuid,
      (ARRAY['Invoice export', 'Ledger sync', 'Reporting', 'Payroll bridge', 'Stock feed'])[1 + n % 5] || ' ' || n,
      (CASE WHEN n % 20 = 1 THEN 'all' ELSE 'chosen' END)::"ServiceReach", '{}',
      now() - interval '80 days', ${memberId}::uuid,
      CASE WHEN n % 9 = 0 THEN NULL WHEN n % 31 = 0 THEN now() - interval '1 day' ELSE now() + n % 80 * interval '1 day' END,
      CASE WHEN n % 23 = 0 THEN now() END, CASE WHEN n % 37 = 0 THEN now() END
    FROM generate_series(1, 200) n`
  await db.$executeRaw`
    INSERT INTO "ServiceSecret" ("id", "serviceId", "digest", "hint")
    SELECT md5('secret' || n)::uuid, md5('service' || n)::uuid, md5('digest' || n), right(md5('hint' || n), 4)
    FROM generate_series(1, 200) n WHERE n % 37 <> 0`
  await db.$executeRaw`
    INSERT INTO "ServiceAccess" ("serviceId", "tenantId", "createdAt")
    SELECT md5('service' || n)::uuid, md5('tenant' || (n * 40 + t))::uuid, now() - interval '80 days'
    FROM generate_series(2, 200) n, generate_series(1, 40) t WHERE n % 20 <> 1`
  await db.$executeRaw`
    INSERT INTO "TokenFetch" ("serviceId", "tenantId", "day", "fetches", "firstAt", "lastAt")
    SELECT md5('service' || n)::uuid, md5('tenant' || t)::uuid, (now() AT TIME ZONE 'UTC')::date - d, 10 + (n + t + d) % 50,
      now() - d * interval '1 day', now() - d * interval '1 day'
    FROM generate_series(1, 2) n, generate_series(1, 1000) t, generate_series(0, 29, 4) d`
  await db.$executeRaw`ANALYZE "Service", "ServiceSecret", "ServiceAccess", "TokenFetch"`
}

const TYPICAL: ServiceCase[] = [
  { name: "Nightly invoice export", organisations: 3, fetched: 3, networks: ["203.0.113.0/24"] },
  { name: "Group reporting", reach: "all", fetched: 9, expiresInDays: null },
  {
    name: "Stock feed",
    organisations: 1,
    fetched: 0,
    fetchedDays: 0,
    addedDaysAgo: 2,
    expiresInDays: 88,
  },
]

const BROKEN: ServiceCase[] = [
  { name: "Payroll bridge", organisations: 2, disabled: true, secrets: 2 },
  { name: "<script>alert('service')</script>", organisations: 1, fetched: 1, expiresInDays: -3 },
  { name: "Old budgeting tool", organisations: 3, revoked: true },
  { name: "خدمة التقارير", organisations: 6, fetched: 1, lastFetchDaysAgo: 35, fetchedDays: 20 },
  { name: "Never started", organisations: 4, fetched: 0, fetchedDays: 0, secrets: 0 },
  {
    name: "Consolidation of extraordinarily long service names and other administrative curiosities",
    organisations: 2,
    denied: true,
    secrets: 2,
    expiresInDays: 6,
    networks: ["203.0.113.0/24", "2001:db8:85a3::/48", "198.51.100.7/32"],
  },
]

type ServiceCase = {
  name: string
  reach?: "all"
  /** How many organisations it may reach, the first ones by name; how many of those it fetched. */
  organisations?: number
  fetched?: number
  fetchedDays?: number
  lastFetchDaysAgo?: number
  addedDaysAgo?: number
  /** Null: never. */
  expiresInDays?: number | null
  networks?: string[]
  secrets?: number
  disabled?: boolean
  revoked?: boolean
  denied?: boolean
}
type SeedInto = { memberId: string; broken: boolean; crowded: boolean }
type Arriving = { one: ServiceCase; memberId: string; tenantIds: string[] }
type Fetching = { id: string; one: ServiceCase; tenantIds: string[] }
type Telling = { id: string; one: ServiceCase; memberId: string }
