import { dbNow } from "@/lib/db/clock"
import { hashOneTimeToken } from "@/lib/members/one-time-token"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/** The address that the member asked for and that waits to be confirmed, or null. */
export async function findOwnEmailChange(): Promise<EmailChangeView | null> {
  const { memberId } = await requireMember("viewer")
  const change = await db().emailChange.findFirst({
    where: { memberId, ...(await stillOpen()) },
    select: { email: true, tokenHash: true, expiresAt: true },
  })
  if (change === null) return null
  const { email, tokenHash, expiresAt } = change
  return { email, byLink: tokenHash !== null, expiresAt: expiresAt.toISOString() }
}

/** The addresses that members asked for, by member: for owners, who may confirm them. */
export async function listEmailChanges(): Promise<Map<string, string>> {
  await requireMember("owner")
  const changes = await db().emailChange.findMany({
    where: await stillOpen(),
    select: { memberId: true, email: true },
  })
  return new Map(changes.map(({ memberId, email }) => [memberId, email]))
}

/** The address that this link would confirm, or null. Its token is the guard here: whoever opens it may be signed out. */
export async function findEmailOfLink(token: string): Promise<string | null> {
  const change = await db().emailChange.findFirst({
    where: { tokenHash: hashOneTimeToken(token), ...(await stillOpen()) },
    select: { email: true },
  })
  return change?.email ?? null
}

async function stillOpen(): Promise<{ expiresAt: { gt: Date }; member: { disabledAt: null } }> {
  return { expiresAt: { gt: await dbNow(db()) }, member: { disabledAt: null } }
}

export type EmailChangeView = {
  email: string
  /** A link went there; else an owner confirms it. */
  byLink: boolean
  expiresAt: string
}
