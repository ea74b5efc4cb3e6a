import type { Keeper } from "@/keeper/keeper"
import { type ChallengeUse, makeChallenge, takeChallenge } from "@/keeper/members/factors/challenge"
import { judgeAssertion, requestOptions } from "@/keeper/members/factors/webauthn"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationOutput } from "@/lib/contract/operations"
import type { PasskeyAnswer } from "@/lib/contract/passkey-shapes"
import { dbNow } from "@/lib/db/clock"

/** What a browser needs to sign with a passkey: any that it knows for this site. */
export async function askPasskey(keeper: Keeper): Promise<Asked> {
  const challenge = await makeChallenge(keeper.db, "sign_in")
  return { kind: "asked", options: await requestOptions(keeper, { challenge, known: [] }) }
}

/** The same for one of this member's; `not_found` where they have none. */
export async function askPasskeyOf(
  keeper: Keeper,
  memberId: string,
  use: ChallengeUse,
): Promise<Asked | { kind: "not_found" }> {
  const known = await keeper.db.passkey.findMany({
    where: { memberId },
    select: { credentialId: true, transports: true },
  })
  if (known.length === 0) return { kind: "not_found" }
  const challenge = await makeChallenge(keeper.db, use)
  return { kind: "asked", options: await requestOptions(keeper, { challenge, known }) }
}

/**
 * Whose passkey signed this answer, for this use and this site. Nobody can guess a signature, so nobody waits for it. A count
 * of uses that does not grow means that there may be a copy of the passkey: it is refused, and told.
 */
export async function checkPasskey(
  keeper: Keeper,
  { response, use, memberId }: PasskeyCheck,
): Promise<PasskeyVerdict> {
  const { db } = keeper
  const passkey = await db.passkey.findFirst({
    where: {
      credentialId: response.id,
      member: { disabledAt: null, ...(memberId && { id: memberId }) },
    },
    select: {
      id: true,
      memberId: true,
      name: true,
      credentialId: true,
      publicKey: true,
      counter: true,
    },
  })
  if (passkey === null || !isHandleOf(response, passkey.memberId)) return WRONG
  const accepts = (challenge: string) => takeChallenge(db, challenge, use)
  const counter = await judgeAssertion(keeper, { response, accepts, passkey })
  if (counter === null) return WRONG
  const { id, name } = passkey
  if (!hasGrown(passkey.counter, counter)) {
    const detail = { name }
    const kind = "member.passkey_copied"
    await recordEvent(db, { kind, memberId: passkey.memberId, detail })
    return { kind: "passkey_copied" }
  }
  const { count } = await db.passkey.updateMany({
    where: { id, counter: passkey.counter },
    data: { counter, lastUsedAt: await dbNow(db) },
  })
  return count === 1 ? { kind: "right", memberId: passkey.memberId } : WRONG
}

/** WebAuthn §7.2: many passkeys do not count at all. */
function hasGrown(before: bigint, now: number): boolean {
  return BigInt(now) > before || (now === 0 && before === 0n)
}

/** Where the answer says whose passkey it is, it is its member's. */
function isHandleOf({ response }: PasskeyAnswer, memberId: string): boolean {
  const { userHandle } = response
  return !userHandle || Buffer.from(userHandle, "base64url").toString() === memberId
}

const WRONG = { kind: "wrong_proof" } as const

type Asked = Extract<OperationOutput<"startPasskeySignIn">, { kind: "asked" }>
/** `memberId`: who it has to be; null: whoever's it is. */
type PasskeyCheck = {
  response: PasskeyAnswer
  use: ChallengeUse
  memberId: string | null
}
export type PasskeyVerdict =
  | { kind: "right"; memberId: string }
  | { kind: "wrong_proof" }
  | { kind: "passkey_copied" }
