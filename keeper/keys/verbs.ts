import type { Verbs } from "@/keeper/keeper"
import { pauseReseal, readKeys, startReseal } from "@/keeper/keys/manage-reseal"
import type { KEY_OPERATIONS } from "@/lib/contract/key-operations"

/** What an owner may ask about the sealing keys. */
export const KEY_VERBS: Verbs<keyof typeof KEY_OPERATIONS> = {
  readKeys: (keeper) => readKeys(keeper),
  startReseal: (keeper, memberId) => startReseal(keeper, memberId),
  pauseReseal,
}
