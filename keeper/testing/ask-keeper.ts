import type { KeeperProcess } from "@/keeper/testing/keeper-process"
import type { Stage } from "@/keeper/testing/open-stage"
import {
  OPERATIONS,
  type OperationInput,
  type OperationName,
  type OperationOutput,
} from "@/lib/contract/operations"

/** An operation asked of a keeper process as web asks it, as the stage's member. */
export async function askKeeper<N extends OperationName>(
  { stage, keeper }: { stage: Stage; keeper: KeeperProcess },
  name: N,
  input: OperationInput<N>,
): Promise<OperationOutput<N>> {
  const answer = await fetch(`${keeper.url}/operations/${name}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${stage.env.KEEPER_SECRET}`,
      "content-type": "application/json",
      "tenantry-member": stage.memberId,
    },
    body: JSON.stringify(input),
  })
  return OPERATIONS[name].output.parse(await answer.json()) as OperationOutput<N>
}
