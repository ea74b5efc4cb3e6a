import type { Keeper } from "@/keeper/keeper"
import { checkPasskey } from "@/keeper/members/factors/check-passkey"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"

/** Says whose passkey it is that signed: it stands for password and second factor at once, so web may open a session. */
export async function signInWithPasskey(
  keeper: Keeper,
  { response, address }: OperationInput<"signInWithPasskey">,
): Promise<OperationOutput<"signInWithPasskey">> {
  const verdict = await checkPasskey(keeper, {
    response,
    use: "sign_in",
    memberId: null,
    address,
  })
  return verdict.kind === "right" ? { kind: "passed", memberId: verdict.memberId } : verdict
}
