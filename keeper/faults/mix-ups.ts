import { decodeJwt } from "jose"
import { accessTokenPlace } from "@/keeper/grants/save-answer"
import type { SandboxState, Stage } from "@/keeper/testing/open-stage"

/**
 * I4: token sets that stand under another Xero user's grant, by what Xero wrote into them, and tenants that a grant claims
 * though its Xero user has no role in them.
 */
export async function countMixUps(stage: Stage, { users }: SandboxState): Promise<number> {
  const grants = await stage.db.grant.findMany({
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
      const opened = await stage.keeper.vault.open(accessTokenSealed, accessTokenPlace(id))
      if (decodeJwt(opened).xero_userid !== xeroUserId) count += 1
    }
  }
  return count
}
