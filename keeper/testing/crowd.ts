import { randomUUID } from "node:crypto"
import type { Stage } from "@/keeper/testing/open-stage"
import { CHAIN_SCOPES, storeChains } from "@/keeper/testing/store-chains"

/** Connects `count` made-up Xero users with one organisation each; returns their grants. */
export async function connectCrowd(stage: Stage, count: number): Promise<string[]> {
  const people = makeUp(count)
  await stage.control.seed(worldOf(people))
  const grantIds: string[] = []
  for (const { xeroUserId, tenantId } of people) {
    grantIds.push((await stage.consent({ as: xeroUserId, choose: tenantId })).grantId)
  }
  return grantIds
}

/**
 * As `connectCrowd`, without the trips through Xero's screens: hundreds in a second. The chains are real at both ends;
 * their access tokens have expired.
 */
export async function storeCrowd(stage: Stage, count: number): Promise<string[]> {
  const people = makeUp(count)
  const { chains } = await stage.control.seed({
    ...worldOf(people),
    connections: people.map(({ xeroUserId, tenantId }) => ({ xeroUserId, tenantId })),
    chains: people.map(({ xeroUserId }) => ({ xeroUserId, scopes: CHAIN_SCOPES })),
  })
  return storeChains(
    stage.keeper,
    people.map((one, index) => ({ ...one, refreshToken: chains[index]?.refreshToken ?? "" })),
  )
}

function makeUp(count: number): Person[] {
  return Array.from({ length: count }, (_, index) => ({
    xeroUserId: randomUUID(),
    tenantId: randomUUID(),
    name: `Organisation ${index + 1}`,
  }))
}

function worldOf(people: Person[]) {
  return {
    organisations: people.map(({ tenantId, name }) => ({ tenantId, name })),
    users: people.map(({ xeroUserId, tenantId, name }) => ({
      xeroUserId,
      givenName: "Owner of",
      familyName: name,
      email: `${xeroUserId}@crowd.example`,
      roles: { [tenantId]: "adviser" as const },
    })),
  }
}

/** Every refresh is due now. */
export async function makeDue(stage: Stage): Promise<void> {
  await stage.db.$executeRaw`
    UPDATE "Grant" SET "refreshDueAt" = clock_timestamp(), "checkDueAt" = clock_timestamp() + interval '1 day'`
}

/** `status:reason` of every organisation. */
export async function listStandings(stage: Stage): Promise<string[]> {
  const rows = await stage.db.$queryRaw<{ standing: string }[]>`
    SELECT "status" || ':' || "reason" AS "standing" FROM "TenantOverview" ORDER BY 1`
  return rows.map((row) => row.standing)
}

/** How often each kind of event happened. */
export async function countEvents(stage: Stage, kind: string): Promise<number> {
  return stage.db.auditEvent.count({ where: { kind } })
}

type Person = { xeroUserId: string; tenantId: string; name: string }
