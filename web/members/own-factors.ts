import type { Db } from "@/lib/db/create-db"
import { hasRole, type MemberRole } from "@/lib/members/roles"
import { findRequiredRole } from "@/lib/members/second-factor"
import { mayUsePassword } from "@/lib/members/usable-password"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { findProvingIssuer } from "@/web/members/sso"

/** What the member can prove themselves with. */
export async function findProofWays(): Promise<ProofWays> {
  const { memberId } = await requireMember("viewer")
  const [passkeys, apps, password, issuer] = await Promise.all([
    db().passkey.count({ where: { memberId } }),
    db().codeApp.count({ where: { memberId, confirmedAt: { not: null } } }),
    mayUsePassword(db(), memberId),
    findProvingIssuer(memberId),
  ])
  return { password, passkey: passkeys > 0, app_code: apps > 0, issuer }
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

/** `issuer`: what the button of single sign-on calls it. */
export type ProofWays = {
  password: boolean
  passkey: boolean
  app_code: boolean
  issuer: string | null
}
export type FactorView = { id: string; name: string; createdAt: Date; lastUsedAt: Date | null }
export type OwnFactors = {
  passkeys: FactorView[]
  apps: FactorView[]
  /** Recovery codes that were not used yet. */
  codesLeft: number
  /** An owner has made a second factor necessary for the member's role. */
  isRequired: boolean
}
