import { randomBytes } from "node:crypto"
import type { Db, Tx } from "@/lib/db/create-db"

const LASTS_IN_SECONDS = 5 * 60

/** A new challenge for one use of a passkey. Old ones that nobody answered go with it. */
export async function makeChallenge(db: Db, use: ChallengeUse): Promise<string> {
  const challenge = randomBytes(32).toString("base64url")
  await db.$executeRaw`
    DELETE FROM "PasskeyChallenge" WHERE "challenge" IN (
      SELECT "challenge" FROM "PasskeyChallenge"
      WHERE "createdAt" < clock_timestamp() - ${LASTS_IN_SECONDS} * interval '1 second'
      LIMIT 100 FOR UPDATE SKIP LOCKED)`
  await db.passkeyChallenge.create({ data: { challenge, use }, select: { challenge: true } })
  return challenge
}

/** Uses a challenge up; false where it was made for something or someone else, was used, or is too old. */
export async function takeChallenge(
  tx: Tx,
  challenge: string,
  use: ChallengeUse,
): Promise<boolean> {
  const count = await tx.$executeRaw`
    DELETE FROM "PasskeyChallenge" WHERE "challenge" = ${challenge} AND "use" = ${use}
      AND "createdAt" > clock_timestamp() - ${LASTS_IN_SECONDS} * interval '1 second'`
  return count === 1
}

/** Beside signing in, each is bound to the session or the second step in which it is made. */
export type ChallengeUse = "sign_in" | `step:${string}` | `sudo:${string}` | `add:${string}`
