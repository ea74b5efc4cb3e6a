import { createServer } from "@/keeper/server/create-server"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import { OPERATIONS, type OperationName } from "@/lib/contract/operations"
import type { Acting } from "@/lib/members/sudo"

export const OPERATION_NAMES = Object.keys(OPERATIONS) as OperationName[]

/** What each operation says to whoever acts, without any input unless `inputOf` makes one. */
export async function askOperations({ env, keeper }: Asked, how: Asking): Promise<Said> {
  const secret = env.KEEPER_SECRET ?? ""
  const server = createServer(how.keeper ?? keeper, ["an older one", secret])
  const headers = {
    authorization: `Bearer ${secret}`,
    "tenantry-member": how.memberId,
    "tenantry-session": how.sessionId ?? "",
  }
  const said: Said = new Map()
  for (const name of how.names ?? OPERATION_NAMES) {
    const payload = how.inputOf?.(name) ?? {}
    const request = { method: "POST", url: `/operations/${name}`, headers, payload } as const
    said.set(name, (await server.inject(request)).json())
  }
  await server.close()
  return said
}

type Asked = Pick<TestEnv, "env" | "keeper">
type Asking = Pick<Acting, "memberId"> & {
  sessionId?: string
  keeper?: TestEnv["keeper"]
  names?: readonly OperationName[]
  inputOf?: (name: OperationName) => object
}
export type Said = Map<OperationName, { kind?: string; error?: string }>
