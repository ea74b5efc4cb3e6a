import { choosePlan } from "@/keeper/counted/choose-plan"
import { countConnections } from "@/keeper/counted/count-connections"
import { endCounted } from "@/keeper/counted/end-counted"
import type { Verbs } from "@/keeper/keeper"
import type { COUNTED_OPERATIONS } from "@/lib/contract/counted-operations"

/** What does the operations about the connections that Xero counts. */
export const COUNTED_VERBS: Verbs<keyof typeof COUNTED_OPERATIONS> = {
  countConnections: (keeper) => countConnections(keeper),
  endCounted,
  choosePlan,
}
