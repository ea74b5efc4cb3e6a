import type { Keeper } from "@/keeper/keeper"
import { addPasskey, startPasskey } from "@/keeper/members/factors/add-passkey"
import { addCodeApp, startCodeApp } from "@/keeper/members/factors/code-apps"
import { findStep, prolongStep } from "@/keeper/members/factors/second-step"
import type { Adder } from "@/keeper/members/factors/store-factor"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { countFactors } from "@/lib/members/second-factor"

/** A passkey for a member whose role needs a second factor, and who has none yet. */
export async function startPasskeyInStep(
  keeper: Keeper,
  { token }: OperationInput<"startPasskeyInStep">,
): Promise<OperationOutput<"startPasskeyInStep">> {
  const adder = await startAdding(keeper, token)
  return adder === null ? OVER : startPasskey(keeper, adder)
}

/** Stores it, in the step. */
export async function addPasskeyInStep(
  keeper: Keeper,
  { token, ...made }: OperationInput<"addPasskeyInStep">,
): Promise<OperationOutput<"addPasskeyInStep">> {
  const adder = await findAdder(keeper, token)
  return adder === null ? OVER : addPasskey(keeper, adder, made)
}

/** The same with an authenticator app. */
export async function startCodeAppInStep(
  keeper: Keeper,
  { token }: OperationInput<"startCodeAppInStep">,
): Promise<OperationOutput<"startCodeAppInStep">> {
  const adder = await startAdding(keeper, token)
  return adder === null ? OVER : startCodeApp(keeper, adder)
}

/** Makes it a second factor, in the step. */
export async function addCodeAppInStep(
  keeper: Keeper,
  { token, ...confirmed }: OperationInput<"addCodeAppInStep">,
): Promise<OperationOutput<"addCodeAppInStep">> {
  const adder = await findAdder(keeper, token)
  return adder === null ? OVER : addCodeApp(keeper, adder, confirmed)
}

async function startAdding(keeper: Keeper, token: string): Promise<StepAdder | null> {
  const adder = await findAdder(keeper, token)
  if (adder !== null) await prolongStep(keeper, adder.stepId)
  return adder
}

/** Whoever has a second factor has to show it, and sets up none here. */
async function findAdder(keeper: Keeper, token: string): Promise<StepAdder | null> {
  const step = await findStep(keeper, token)
  if (step === null || (await countFactors(keeper.db, step.memberId)) > 0) return null
  return { memberId: step.memberId, stepId: step.id }
}

const OVER = { kind: "over" } as const

type StepAdder = Extract<Adder, { stepId: string }>
