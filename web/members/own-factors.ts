import type { Db } from "@/lib/db/create-db"
import { hasRole, type MemberRole } from "@/lib/members/roles"
import { findRequiredRole } from "@/lib/members/second-factor"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/** What the member can prove themselves with. */
export async function findProofWays(): Promise<ProofWays> {
  const { memberId } = await requireMember("viewer")
  const [passkeys, apps] = await Promise.all([
    db().passkey.count({ where: { memberId } }),
    db().codeApp.count({ where: { memberId, confirmedAt: { not: null } } }),
  ])
  return { passkey: passkeys > 0, app_code: apps > 0 }
}

/** The member's second factors, oldest first, and what hangs on them. */
export async function getOwnFactors(): Promise<OwnFactors> {
  return findOwnFactors(await requireMember("viewer"), db())
}

/** The same of any member. */
export async function findOwnFactors(
  { memberId, role }: { memberId: string; role: MemberRole },
  on: Db,
): Promise<OwnFactors> {
  const where = { memberId }
  const select = { id: true, name: true, createdAt: true, lastUsedAt: true } as const
  const orderBy = { createdAt: "asc" } as const
  const [passkeys, apps, codesLeft, of] = await Promise.all([
    on.passkey.findMany({ where, select, orderBy }),
    on.codeApp.findMany({ where: { ...where, confirmedAt: { not: null } }, select, orderBy }),
    countCodesLeft(on, memberId),
    findRequiredRole(on),
  ])
  return { passkeys, apps, codesLeft, isRequired: of !== null && hasRole(role, of) }
}

// In SQL, because web's role may not read the codes' hashes, which Prisma would ask for.
async function countCodesLeft(on: Db, memberId: string): Promise<number> {
  const [row] = await on.$queryRaw<{ left: number }[]>`
    SELECT count(*)::int AS "left" FROM "RecoveryCode" WHERE "memberId" = ${memberId}::uuid AND "usedAt" IS NULL`
  return row?.left ?? 0
}

export type ProofWays = { passkey: boolean; app_code: boolean }
export type FactorView = { id: string; name: string; createdAt: Date; lastUsedAt: Date | null }
export type OwnFactors = {
  passkeys: FactorView[]
  apps: FactorView[]
  /** Recovery codes that were not used yet. */
  codesLeft: number
  /** An owner has made a second factor necessary for the member's role. */
  isRequired: boolean
}
