import { randomUUID } from "node:crypto"
import type { Db } from "@/lib/db/create-db"
import { DEFAULT_SCOPES } from "@/lib/env-scopes"
import { BROKEN, type ConsentCase, TYPICAL } from "@/scripts/seed/cases"
import { crowd } from "@/scripts/seed/crowd"
import { seedHistory } from "@/scripts/seed/history"
import { ORGANISATIONS, XERO_USERS } from "@/scripts/seed/people"
import { seedServices } from "@/scripts/seed/services"
import { daysFromNow } from "@/scripts/seed/times"

/** The tables that `seed` fills, besides Xero apps with placeholder secrets. */
export const SEEDED_TABLES = [
  "AuditEvent",
  "Connection",
  "ConsentRequest",
  "Grant",
  "Incident",
  "Tenant",
  "Service",
] as const
export const SCENARIOS = ["empty", "typical", "broken", "fault", "crowded"] as const

/**
 * Fills an empty database to try the screens: rows as the keeper would leave them, without tokens.
 * `typical`: a dozen organisations, one to reconnect. `broken`: every status. `fault`: the client secret is refused.
 * `crowded`: 10,000 organisations, 200 services.
 */
export async function seed(db: Db, scenario: Scenario): Promise<void> {
  const memberId = await ownerOf(db)
  const appId = await addApp(db, { current: true, faulty: scenario === "fault" })
  if (scenario === "empty") return
  const services = { memberId, broken: scenario === "broken", crowded: scenario === "crowded" }
  if (scenario === "crowded") {
    await crowd(db, { appId, memberId, organisations: 10_000 })
    await seedHistory(db, { everyHours: 72 })
    return seedServices(db, services)
  }
  const cases = scenario === "broken" ? BROKEN : TYPICAL
  for (const [index, one] of cases.entries()) {
    const owner = one.otherApp ? await addApp(db, { current: false, faulty: false }) : appId
    await addConsent(db, { ...one, index, appId: owner, memberId })
  }
  await seedHistory(db, { everyHours: 6 })
  await seedServices(db, services)
}

async function ownerOf(db: Db): Promise<string> {
  const known = await db.member.findFirst({ where: { role: "owner" }, select: { id: true } })
  if (known) return known.id
  const { id } = await db.member.create({
    data: {
      id: "00000000-0000-4000-8000-000000000001",
      name: "Olivia Hart",
      email: "olivia@tenantry.example",
      role: "owner",
      passwordHash: "none",
    },
    select: { id: true },
  })
  return id
}

async function addApp(db: Db, app: { current: boolean; faulty: boolean }): Promise<string> {
  if (app.current) {
    const known = await db.xeroApp.findFirst({ where: { current: true }, select: { id: true } })
    if (known) return known.id
  }
  const { id } = await db.xeroApp.create({
    data: {
      issuer: "http://localhost:4000",
      clientId: randomUUID().replaceAll("-", "").toUpperCase(),
      clientSecretsSealed: "none",
      scopes: SCOPES,
      current: app.current,
      usable: app.current,
      faultSince: app.faulty ? daysFromNow(-0.05) : null,
      faultCode: app.faulty ? "invalid_client" : null,
    },
    select: { id: true },
  })
  if (app.faulty) {
    const incident = { kind: "app_fault", openedAt: daysFromNow(-0.05) } as const
    await db.incident.create({ data: incident, select: { id: true } })
  }
  return id
}

async function addConsent(db: Db, one: ConsentCase & Place): Promise<void> {
  const person = XERO_USERS[one.index % XERO_USERS.length]
  const consentedAt = daysFromNow(-(one.consentedDaysAgo ?? 20))
  const { id: grantId } = await db.grant.create({
    data: {
      xeroAppId: one.appId,
      xeroUserId: randomUUID(),
      xeroUserName: person?.name ?? "",
      xeroUserEmail: person?.email ?? null,
      scopes: SCOPES,
      consentedAt,
      consentedById: one.memberId,
      refreshTokenExpiresAt: daysFromNow(one.validForDays ?? 58),
      state: one.ended ? "ended" : "active",
      endedReason: one.ended,
      endedAt: one.ended ? daysFromNow(-2) : null,
      strikes: one.strikes ?? 0,
      failingSince: one.failing ? daysFromNow(-0.08) : null,
      checkFailingSince: one.checkFailing ? daysFromNow(-0.03) : null,
      lastCheckedAt: daysFromNow(-0.02),
      // So that a running keeper leaves them alone.
      refreshDueAt: daysFromNow(30),
      checkDueAt: daysFromNow(30),
      lastRefreshedAt: daysFromNow(one.ended ? -4 : -0.3),
    },
    select: { id: true },
  })
  for (const organisation of one.organisations) {
    await addOrganisation(db, { one, grantId, organisation, consentedAt })
  }
  if (one.ended) await addEvent(db, { kind: "grant.ended", grantId, detail: { reason: one.ended } })
}

async function addOrganisation(db: Db, arriving: Arriving): Promise<void> {
  const { one, grantId, organisation, consentedAt } = arriving
  const tenantId = randomUUID()
  const gone = one.goneInXero === organisation
  const removed = one.removed === organisation
  const name = ORGANISATIONS[organisation] ?? `Organisation ${organisation}`
  await db.tenant.create({
    data: {
      tenantId,
      name,
      type: organisation === 8 ? "PRACTICE" : "ORGANISATION",
      removedAt: removed ? daysFromNow(-3) : null,
    },
    select: { tenantId: true },
  })
  await db.connection.create({
    data: {
      connectionId: randomUUID(),
      tenantId,
      grantId,
      authEventId: randomUUID(),
      state: gone ? "disconnected_in_xero" : removed ? "disconnected" : "connected",
      connectedAt: consentedAt,
      lastSeenAt: daysFromNow(gone ? -1 : -0.02),
      endedAt: gone || removed ? daysFromNow(-1) : null,
    },
    select: { id: true },
  })
  const { memberId } = one
  await addEvent(db, { kind: "tenant.connected", memberId, tenantId, grantId, at: consentedAt })
  if (gone) await addEvent(db, { kind: "tenant.disconnected_in_xero", tenantId, grantId })
  if (removed) {
    const detail = { toldXero: true }
    await addEvent(db, { kind: "tenant.disconnected", memberId, tenantId, grantId, detail })
  }
}

async function addEvent(db: Db, event: SeedEvent): Promise<void> {
  await db.auditEvent.create({ data: event, select: { id: true } })
}

const SCOPES = DEFAULT_SCOPES.split(" ")

export type Scenario = (typeof SCENARIOS)[number]
type Place = { index: number; appId: string; memberId: string }
type Arriving = {
  one: ConsentCase & Place
  grantId: string
  organisation: number
  consentedAt: Date
}
type SeedEvent = {
  kind: string
  memberId?: string
  tenantId?: string
  grantId?: string
  at?: Date
  detail?: Record<string, string | boolean>
}
