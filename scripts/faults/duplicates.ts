import { decodeJwt } from "jose"
import { accessTokenPlace } from "@/keeper/grants/seal-token-set"
import type { TestEnv } from "@/keeper/testing/start-test-env"

/** How many of Xero's answers were stored more than once, by the id that Xero gives every access token. */
export async function countDuplicates({ db, keeper }: TestEnv): Promise<number> {
  const kept = await db.tokenSet.findMany({
    where: { scrubbedAt: null },
    select: { id: true, accessTokenSealed: true },
  })
  const names = new Set<unknown>()
  let count = 0
  for (const { id, accessTokenSealed } of kept) {
    if (accessTokenSealed === null) continue
    const { jti } = decodeJwt(await keeper.vault.open(accessTokenSealed, accessTokenPlace(id)))
    if (names.has(jti)) count += 1
    names.add(jti)
  }
  return count
}
