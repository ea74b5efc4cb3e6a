const WARNS_AT = 0.8

/** What is to be said of a plan that fills; null: nothing yet, or it has no limit. */
export function warningOf({ counted, holds }: Filling): PlanWarning | null {
  if (holds === null || counted < holds * WARNS_AT) return null
  return counted >= holds ? "full" : "nearly_full"
}

type Filling = { counted: number; holds: number | null }
export type PlanWarning = "nearly_full" | "full"
