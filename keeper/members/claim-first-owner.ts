import { rm } from "node:fs/promises"
import type { Keeper } from "@/keeper/keeper"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { consumeSetupCode, createOwner, findSetup, isTaken } from "@/lib/members/first-owner"
import { hashPassword } from "@/lib/members/password"
import { judgePassword } from "@/lib/members/password-rule"
import { setupFile } from "@/lib/members/setup-file"

/** Creates the first owner against the one-time code, and uses the code up in the same step; the file with its link goes too. */
export async function claimFirstOwner(
  { db, dataDir }: Pick<Keeper, "db" | "dataDir">,
  claim: OperationInput<"claimFirstOwner">,
): Promise<ClaimOutcome> {
  const state = await findSetup(db, claim.code)
  if (state !== "open") return { kind: state }
  const problem = judgePassword(claim.password, claim)
  if (problem !== null) return { kind: "weak_password", problem }
  const passwordHash = await hashPassword(claim.password)
  const outcome = await db.$transaction(async (tx): Promise<ClaimOutcome> => {
    if (await isTaken(tx)) return { kind: "done" }
    if (!(await consumeSetupCode(tx, claim.code))) return { kind: "other_code" }
    return { kind: "created", memberId: await createOwner(tx, { ...claim, passwordHash }) }
  })
  if (outcome.kind === "created" && dataDir !== null) await rm(setupFile(dataDir), { force: true })
  return outcome
}

type ClaimOutcome = OperationOutput<"claimFirstOwner">
