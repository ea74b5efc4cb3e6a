import type { Keeper } from "@/keeper/keeper"

// A grant counts as used for a day, and a secret's last use is for people to read: neither needs to be exact to the second.
const GRANT_AGAIN_AFTER_MILLISECONDS = 5 * 60 * 1_000
const SECRET_AGAIN_AFTER_MILLISECONDS = 60 * 1_000

/** Remembers which grants and secrets were used; `flush` writes it. */
export function createLastUsed(keeper: Keeper): LastUsed {
  const grants = createMarks(GRANT_AGAIN_AFTER_MILLISECONDS)
  const secrets = createMarks(SECRET_AGAIN_AFTER_MILLISECONDS)
  return {
    grant: grants.add,
    secret: secrets.add,
    async flush() {
      await grants.flush((ids) => markGrants(keeper, ids))
      await secrets.flush((ids) => markSecrets(keeper, ids))
    },
  }
}

function createMarks(againAfter: number): Marks {
  let fresh = new Set<string>()
  const written = new Map<string, number>()
  return {
    add(id) {
      if (!written.has(id)) fresh.add(id)
    },
    async flush(write) {
      const now = performance.now()
      for (const [id, at] of written) if (now - at > againAfter) written.delete(id)
      if (fresh.size === 0) return
      const ids = fresh
      fresh = new Set()
      for (const id of ids) written.set(id, now)
      await write([...ids]).catch((cause: unknown) => {
        for (const id of ids) written.delete(id)
        throw cause
      })
    },
  }
}

/**
 * From now on the chain is refreshed before its access token expires, as `dueAfterSuccess` plans it for grants in use.
 * That includes the current token set if no confirming refresh is due. Rows are locked in a fixed order, because
 * several keepers write the same ones.
 */
async function markGrants(keeper: Keeper, grantIds: string[]): Promise<void> {
  const { refreshBeforeExpiry } = keeper.timings
  await keeper.db.$executeRaw`
    UPDATE "Grant" g SET "lastUsedAt" = clock_timestamp(), "refreshDueAt" = CASE
      WHEN g."state" = 'active' AND g."failures" = 0 AND g."strikes" = 0 AND g."confirmationsDue" = 0 THEN
        least(g."refreshDueAt", greatest(
          t."accessTokenExpiresAt" - ${refreshBeforeExpiry} * interval '1 millisecond',
          clock_timestamp() + (t."accessTokenExpiresAt" - clock_timestamp()) / 2))
      ELSE g."refreshDueAt" END
    FROM "TokenSet" t
    WHERE t."id" = g."currentTokenSetId"
      AND g."id" IN (SELECT "id" FROM "Grant" WHERE "id" = ANY(${grantIds}::uuid[]) ORDER BY "id" FOR UPDATE)`
}

async function markSecrets(keeper: Keeper, secretIds: string[]): Promise<void> {
  await keeper.db.$executeRaw`
    UPDATE "ServiceSecret" SET "lastUsedAt" = clock_timestamp()
    WHERE "id" IN (SELECT "id" FROM "ServiceSecret" WHERE "id" = ANY(${secretIds}::uuid[]) ORDER BY "id" FOR UPDATE)`
}

type Marks = {
  add(id: string): void
  flush(write: (ids: string[]) => Promise<void>): Promise<void>
}
export type LastUsed = {
  grant(grantId: string): void
  secret(secretId: string): void
  /** Rejects if it cannot be written; the next flush tries again. */
  flush(): Promise<void>
}
