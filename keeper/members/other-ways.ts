import type { Tx } from "@/lib/db/create-db"
import type { Prisma } from "@/lib/db/generated/client"
import { spellingsOf } from "@/lib/members/sso-issuer"
import { maySignInHere } from "@/lib/members/usable-password"

/**
 * Whether a member could still sign in without this passkey or this identity: by a password or a further passkey, where they
 * may use those, or at the issuer.
 */
export async function hasOtherWay(tx: Tx, memberId: string, without: Leaving): Promise<boolean> {
  const { passkeyId, identityId } = { passkeyId: NONE, identityId: NONE, ...without }
  const sso = await tx.ssoSettings.findFirst({ select: { issuer: true } })
  const ways: Prisma.MemberWhereInput[] = []
  if (await maySignInHere(tx, memberId)) {
    ways.push({ passwordHash: { not: null } }, { passkeys: { some: { id: { not: passkeyId } } } })
  }
  if (sso !== null) {
    const issuer = { in: spellingsOf(sso.issuer) }
    ways.push({ identities: { some: { issuer, id: { not: identityId } } } })
  }
  return (await tx.member.count({ where: { id: memberId, OR: ways } })) > 0
}

/** Whether an owner could come in by a password or a passkey. */
export async function hasOwnerBesideIssuer(tx: Tx): Promise<boolean> {
  const ways = [{ passwordHash: { not: null } }, { passkeys: { some: {} } }]
  const owners = { role: "owner", disabledAt: null, OR: ways } as const
  return (await tx.member.count({ where: owners })) > 0
}

const NONE = "00000000-0000-0000-0000-000000000000"

type Leaving = { passkeyId: string } | { identityId: string }
