import type { Keeper } from "@/keeper/keeper"
import { makeChallenge, takeChallenge } from "@/keeper/members/factors/challenge"
import { type Adder, addingUse, storeFactor } from "@/keeper/members/factors/store-factor"
import { creationOptions, judgeCreation } from "@/keeper/members/factors/webauthn"
import type { OperationInput } from "@/lib/contract/operations"
import type { Tx } from "@/lib/db/create-db"

const MOST_PASSKEYS = 10

/** What the member's browser needs to make a passkey. */
export async function startPasskey(keeper: Keeper, adder: Adder): Promise<StartedPasskey> {
  const { id, email, name, passkeys } = await keeper.db.member.findUniqueOrThrow({
    where: { id: adder.memberId },
    select: {
      id: true,
      email: true,
      name: true,
      passkeys: { select: { credentialId: true, transports: true } },
    },
  })
  if (await isFull(keeper.db, id)) return { kind: "full" }
  const challenge = await makeChallenge(keeper.db, addingUse(adder))
  const facts = { challenge, member: { id, email, name }, known: passkeys }
  return { kind: "started", options: await creationOptions(keeper, facts) }
}

/** Stores the passkey that the browser made, if it made it for this start and this site. */
export async function addPasskey(
  keeper: Keeper,
  adder: Adder,
  { name, response }: OperationInput<"addPasskey">,
): Promise<AddedPasskey> {
  const { db } = keeper
  const accepts = (challenge: string) => takeChallenge(db, challenge, addingUse(adder))
  const passkey = await judgeCreation(keeper, { response, accepts })
  if (passkey === null) return { kind: "wrong_proof" }
  const { credentialId } = passkey
  // No authenticator makes one id twice: this is an answer of before, or a forged one.
  if ((await db.passkey.count({ where: { credentialId } })) > 0) return { kind: "wrong_proof" }
  const { memberId } = adder
  return storeFactor(db, adder, {
    event: "member.passkey_added",
    name,
    isFull,
    async store(tx) {
      await tx.passkey.create({ data: { ...passkey, memberId, name }, select: { id: true } })
    },
  })
}

async function isFull(tx: Tx, memberId: string): Promise<boolean> {
  return (await tx.passkey.count({ where: { memberId } })) >= MOST_PASSKEYS
}

type StartedPasskey =
  | { kind: "started"; options: Awaited<ReturnType<typeof creationOptions>> }
  | { kind: "full" }
type AddedPasskey = Awaited<ReturnType<typeof storeFactor>> | { kind: "wrong_proof" }
