import { importUnasked } from "@/keeper/hand-overs/claim-row"
import { handOverGrant } from "@/keeper/hand-overs/hand-over-grant"
import { takeBackGrant } from "@/keeper/hand-overs/take-back"
import type { Verbs } from "@/keeper/keeper"
import type { HAND_OVER_OPERATIONS } from "@/lib/contract/hand-over-operations"

/** What does the operations about hand-overs. */
export const HAND_OVER_VERBS: Verbs<keyof typeof HAND_OVER_OPERATIONS> = {
  handOverGrant,
  takeBackGrant,
  importUnasked,
}
