import type { Keeper } from "@/keeper/keeper"
import { checkPasskey } from "@/keeper/members/factors/check-passkey"
import { noteRefusal } from "@/lib/audit/note-refusal"
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
  const { db } = keeper
  const verdict = await checkPasskey(keeper, { response, use: "sign_in", memberId: null })
  const kind = "member.sign_in_refused"
  if (verdict.kind === "wrong_proof") noteRefusal(db, { kind, detail: { reason: "wrong_passkey" } })
  if (verdict.kind !== "right") return verdict
  const { memberId } = verdict
  if (await maySignInHere(db, memberId)) return { kind: "passed", memberId }
  noteRefusal(db, { kind, memberId, detail: { reason: "only_issuer" } })
  return { kind: "wrong_proof" }
}
