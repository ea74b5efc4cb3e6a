import type { Keeper } from "@/keeper/keeper"
import { takeAppCode } from "@/keeper/members/factors/code-apps"
import { takeRecoveryCode } from "@/keeper/members/factors/recovery-codes"
import { countTry, forgetTry, type TryBy } from "@/lib/members/throttle"

/**
 * Takes a code of the member's authenticator app, or one of their recovery codes, if one may be tried now. A try is counted
 * before anything is looked at, and forgotten where it was right.
 */
export async function tryCode(keeper: Keeper, tried: TriedCode): Promise<CodeVerdict> {
  const { db } = keeper
  const { way, memberId, kind, code } = tried
  const counted = await countTry(db, way)
  if (counted.kind === "throttled") return counted
  const isRight =
    kind === "app_code"
      ? await takeAppCode(keeper, memberId, code)
      : await takeRecoveryCode(db, memberId, code)
  if (!isRight) return { kind: "wrong_proof" }
  await db.$transaction((tx) => forgetTry(tx, way))
  return { kind: "right" }
}

type TriedCode = {
  way: TryBy
  memberId: string
  kind: "app_code" | "recovery_code"
  code: string
}
export type CodeVerdict =
  | { kind: "right" }
  | { kind: "wrong_proof" }
  | { kind: "throttled"; retryAfterInSeconds: number }
