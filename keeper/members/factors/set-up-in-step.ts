import type { Keeper } from "@/keeper/keeper"
import { findStep, prolongStep } from "@/keeper/members/factors/second-step"
import type { Adder } from "@/keeper/members/factors/store-factor"
import { countFactors } from "@/lib/members/second-factor"

/** Begins a second factor for a member whose role needs one and who has none yet, and prolongs the step for it. */
export async function startInStep<Started>(
  keeper: Keeper,
  token: string,
  start: (keeper: Keeper, adder: Adder) => Promise<Started>,
): Promise<Started | Over> {
  return addInStep(keeper, token, async (adder) => {
    await prolongStep(keeper, adder.stepId)
    return start(keeper, adder)
  })
}

/** Adds it, in the step. Whoever has a second factor has to show it, and sets up none here. */
export async function addInStep<Added>(
  keeper: Keeper,
  token: string,
  add: (adder: StepAdder) => Promise<Added>,
): Promise<Added | Over> {
  const step = await findStep(keeper, token)
  if (step === null || (await countFactors(keeper.db, step.memberId)) > 0) return { kind: "over" }
  return add({ memberId: step.memberId, stepId: step.id })
}

type Over = { kind: "over" }
type StepAdder = Extract<Adder, { stepId: string }>
