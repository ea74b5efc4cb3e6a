import type { KeeperProcess } from "@/keeper/testing/keeper-process"
import type { Stage } from "@/keeper/testing/open-stage"
import { TENANTS } from "@/sandbox/seed"

/** *Refresh now*, asked of a keeper process as web does; the kind of its answer. */
export async function askRefresh(
  stage: Stage,
  keeper: KeeperProcess,
  tenantId: string = TENANTS.mapleFlorist,
): Promise<string> {
  const answer = await fetch(`${keeper.url}/operations/refreshGrant`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${stage.env.KEEPER_SECRET}`,
      "content-type": "application/json",
      "tenantry-member": stage.memberId,
    },
    body: JSON.stringify({ tenantId }),
  }).catch(() => null)
  const body = (await answer?.json().catch(() => null)) as { kind: string } | null
  return body?.kind ?? "no answer"
}
