import { db } from "@/web/db"
import {
  type ClaimOutcome,
  claimFirstOwner,
  findSetup,
  hasMembers,
  type SetupState,
} from "@/web/members/first-owner"

/** Whether there are no members yet. */
export async function isSetupOpen(): Promise<boolean> {
  return !(await hasMembers(db()))
}

/** What `/setup` can do for this code. */
export function readSetup(code: string): Promise<SetupState> {
  return findSetup(db(), code)
}

/** Creates the first owner, for the holder of the one-time code. */
export function completeSetup(claim: {
  code: string
  name: string
  email: string
  password: string
}): Promise<ClaimOutcome> {
  return claimFirstOwner(db(), claim)
}
