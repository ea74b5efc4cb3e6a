import type { KeeperProcess } from "@/keeper/testing/keeper-process"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import { TENANTS } from "@/sandbox/seed"

/** *Refresh now*, asked of a keeper process as web does; the kind of its answer. */
export async function askRefresh(
  testEnv: TestEnv,
  keeper: KeeperProcess,
  tenantId: string = TENANTS.mapleFlorist,
): Promise<string> {
  const answer = await fetch(`${keeper.url}/operations/refreshGrant`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${testEnv.env.KEEPER_SECRET}`,
      "content-type": "application/json",
      "tenantry-member": testEnv.memberId,
    },
    body: JSON.stringify({ tenantId }),
  }).catch(() => null)
  const body = (await answer?.json().catch(() => null)) as { kind: string } | null
  return body?.kind ?? "no answer"
}
