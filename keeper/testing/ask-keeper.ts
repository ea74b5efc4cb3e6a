import type { KeeperProcess } from "@/keeper/testing/keeper-process"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import {
  type OperationInput,
  type OperationName,
  type OperationOutput,
  readAnswer,
} from "@/lib/contract/operations"

/** Calls an operation of a keeper process as web does, as the test environment's member. */
export async function askKeeper<N extends OperationName>(
  { testEnv, keeper }: { testEnv: TestEnv; keeper: KeeperProcess },
  name: N,
  input: OperationInput<N>,
): Promise<OperationOutput<N>> {
  const answer = await fetch(`${keeper.url}/operations/${name}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${testEnv.env.KEEPER_SECRET}`,
      "content-type": "application/json",
      "tenantry-member": testEnv.memberId,
    },
    body: JSON.stringify(input),
  })
  const outcome = readAnswer(name, await answer.json())
  if (outcome === null) throw new Error(`no answer to ${name}: ${answer.status}`)
  return outcome
}
