import type { Keeper } from "@/keeper/keeper"
import { checkPasskey } from "@/keeper/members/factors/check-passkey"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { maySignInHere } from "@/lib/members/usable-password"

/**
 * Says whose passkey it is that signed: it stands for password and second factor at once, so web may open a session. Where single
 * sign-on is the only way in, it is for passkeys too, save for the emergency owner.
 */
export async function signInWithPasskey(
  keeper: Keeper,
  { response }: OperationInput<"signInWithPasskey">,
): Promise<OperationOutput<"signInWithPasskey">> {
  const verdict = await checkPasskey(keeper, { response, use: "sign_in", memberId: null })
  if (verdict.kind !== "right") return verdict
  const { memberId } = verdict
  const mayEnter = await maySignInHere(keeper.db, memberId)
  return mayEnter ? { kind: "passed", memberId } : { kind: "wrong_proof" }
}
