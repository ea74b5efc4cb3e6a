import type { MemberRole } from "@/lib/members/roles"
import { findRequiredRole } from "@/lib/members/second-factor"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/** The lowest role that needs a second factor; null: none does. */
export async function getSecondFactorPolicy(): Promise<MemberRole | null> {
  await requireMember("owner")
  return findRequiredRole(db())
}
