import type { Db } from "@/lib/db/create-db"
import { matchPassword } from "@/lib/members/password"
import { countTry, findStanding, type TryBy } from "@/lib/members/throttle"
import { passwordTurns } from "@/lib/members/turns"

const BUSY_RETRY_IN_SECONDS = 2

/**
 * Looks at a password, if it may be looked at now: whoever has to wait is answered before anything is hashed or written.
 * A try that was right stays counted until `forgetTry`. Without a hash it takes as long and is wrong.
 */
export async function tryPassword(on: Db, tried: TriedPassword): Promise<PasswordVerdict> {
  const { way, from, passwordHash, password } = tried
  const { waitInSeconds, isGuessedAt } = await findStanding(on, way)
  if (waitInSeconds > 0) return { kind: "throttled", retryAfterInSeconds: waitInSeconds }
  const lane = way.kind !== "stranger" ? "known" : isGuessedAt ? "guessed_at" : "stranger"
  const verdict = await passwordTurns.take({ from, lane }, async (): Promise<PasswordVerdict> => {
    const counted = await countTry(on, way)
    if (counted.kind === "throttled") return counted
    const match = await matchPassword(passwordHash, password)
    if (match !== "differs") return { kind: "right", isAsTyped: match === "matches_as_typed" }
    const { isGuessedAt, beginsGuessing } = counted
    return { kind: "wrong", isGuessedAt, beginsGuessing }
  })
  return verdict ?? { kind: "throttled", retryAfterInSeconds: BUSY_RETRY_IN_SECONDS }
}

/** `from`: the address it comes from. */
type TriedPassword = { way: TryBy; from: string; passwordHash: string | null; password: string }
export type PasswordVerdict =
  /** `isAsTyped`: its hash wants to be stored anew (`matchPassword`). */
  | { kind: "right"; isAsTyped: boolean }
  | { kind: "wrong"; isGuessedAt: boolean; beginsGuessing: boolean }
  | { kind: "throttled"; retryAfterInSeconds: number }
