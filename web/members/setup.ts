import { findSetup, hasMembers, type SetupState } from "@/lib/members/first-owner"
import { db } from "@/web/db"

/** Whether there are no members yet. */
export async function isSetupOpen(): Promise<boolean> {
  return !(await hasMembers(db()))
}

/** What `/setup` can do for this code. */
export function readSetup(code: string): Promise<SetupState> {
  return findSetup(db(), code)
}
