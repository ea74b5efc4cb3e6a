import { randomUUID } from "node:crypto"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import { CHAIN_SCOPES, type Storing, storeChains } from "@/keeper/testing/store-chains"
import type { GraceVariant } from "@/sandbox/world/switches"

/** Connects `count` made-up Xero users with one organisation each; returns their grants. */
export async function connectCrowd(testEnv: TestEnv, count: number): Promise<string[]> {
  const people = makeUp(count)
  await testEnv.control.seed(worldOf(people))
  const grantIds: string[] = []
  for (const { xeroUserId, tenantId } of people) {
    grantIds.push((await testEnv.consent({ as: xeroUserId, choose: tenantId })).grantId)
  }
  return grantIds
}

/**
 * As `connectCrowd`, without the trips through Xero's screens: hundreds in a second. The chains are real at both ends;
 * their access tokens have expired. Of `graceVariants` each chain has one, in turn.
 */
export async function storeCrowd(
  { control, keeper }: Pick<TestEnv, "control"> & { keeper: Storing },
  count: number,
  graceVariants: readonly GraceVariant[] = [],
): Promise<string[]> {
  const people = makeUp(count)
  const { chains } = await control.seed({
    ...worldOf(people),
    connections: people.map(({ xeroUserId, tenantId }) => ({ xeroUserId, tenantId })),
    chains: people.map(({ xeroUserId }, index) => ({
      xeroUserId,
      scopes: CHAIN_SCOPES,
      graceVariant: graceVariants[index % graceVariants.length],
    })),
  })
  return storeChains(
    keeper,
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
export async function makeDue(testEnv: TestEnv): Promise<void> {
  await testEnv.db.$executeRaw`
    UPDATE "Grant" SET "refreshDueAt" = clock_timestamp(), "checkDueAt" = clock_timestamp() + interval '1 day'`
}

/** `status:reason` of every organisation. */
export async function listStandings(testEnv: TestEnv): Promise<string[]> {
  const rows = await testEnv.db.$queryRaw<{ standing: string }[]>`
    SELECT "status" || ':' || "reason" AS "standing" FROM "TenantOverview" ORDER BY 1`
  return rows.map((row) => row.standing)
}

/** How often each kind of event happened. */
export async function countEvents(testEnv: TestEnv, kind: string): Promise<number> {
  return testEnv.db.auditEvent.count({ where: { kind } })
}

type Person = { xeroUserId: string; tenantId: string; name: string }
