import { randomUUID } from "node:crypto"
import type { Db } from "@/lib/db/create-db"

const DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1000

/** An app that no keeper has sealed a secret for. */
export async function addApp(db: Db, { current }: { current: boolean }): Promise<string> {
  const { id } = await db.xeroApp.create({
    data: {
      issuer: "https://identity.example",
      clientId: randomUUID(),
      clientSecretsSealed: "none",
      current,
      usable: current,
    },
    select: { id: true },
  })
  return id
}

/** A grant, healthy unless said otherwise. */
export async function addGrant(db: Db, grant: GrantFacts): Promise<string> {
  const { validForDays = 60, ...row } = grant
  const { id } = await db.grant.create({
    data: {
      xeroUserId: randomUUID(),
      xeroUserName: "Alice Moreau",
      refreshTokenExpiresAt: new Date(Date.now() + validForDays * DAY_IN_MILLISECONDS),
      ...row,
    },
    select: { id: true },
  })
  return id
}

/** An organisation, not reached by anything yet. */
export async function addTenant(db: Db, name: string): Promise<string> {
  const tenantId = randomUUID()
  await db.tenant.create({
    data: { tenantId, name, type: "ORGANISATION" },
    select: { tenantId: true },
  })
  return tenantId
}

/** A connection, live unless said otherwise. */
export async function connect(db: Db, tenantId: string, row: ConnectionFacts): Promise<void> {
  await db.connection.create({
    data: { connectionId: randomUUID(), tenantId, state: "connected", ...row },
    select: { id: true },
  })
}

type GrantFacts = {
  xeroAppId: string
  xeroUserId?: string
  xeroUserName?: string
  validForDays?: number
  state?: "active" | "ended"
  endedReason?: "refused" | "expired" | "revoked" | "handed_over" | "moved"
  strikes?: number
  failures?: number
  failingSince?: Date
  checkFailingSince?: Date
  lastCheckedAt?: Date
  lastOutcome?: "damaged" | "key_missing"
  doubtfulSince?: Date
  doubtfulSign?: string
}
type ConnectionFacts = {
  grantId: string
  state?: "connected" | "offered" | "disconnected" | "disconnected_in_xero"
  lastSeenAt?: Date
  endedAt?: Date
}
