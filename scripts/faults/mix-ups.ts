import { decodeJwt } from "jose"
import { accessTokenPlace } from "@/keeper/grants/seal-token-set"
import type { SandboxState, TestEnv } from "@/keeper/testing/start-test-env"

/**
 * I4: token sets stored under another Xero user's grant, by the claims that Xero put into them, and tenants that a
 * grant claims although its Xero user has no role there.
 */
export async function countMixUps(testEnv: TestEnv, { users }: SandboxState): Promise<number> {
  const grants = await testEnv.db.grant.findMany({
    select: {
      xeroUserId: true,
      tokenSets: { select: { id: true, accessTokenSealed: true } },
      connections: { where: { state: "connected" }, select: { tenantId: true } },
    },
  })
  let count = 0
  for (const { xeroUserId, tokenSets, connections } of grants) {
    const roles = users.find((one) => one.xeroUserId === xeroUserId)?.roles ?? {}
    count += connections.filter((one) => roles[one.tenantId] === undefined).length
    for (const { id, accessTokenSealed } of tokenSets) {
      if (accessTokenSealed === null) continue
      const opened = await testEnv.keeper.vault.open(accessTokenSealed, accessTokenPlace(id))
      if (decodeJwt(opened).xero_userid !== xeroUserId) count += 1
    }
  }
  return count
}
