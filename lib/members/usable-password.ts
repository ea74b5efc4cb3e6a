import type { Tx } from "@/lib/db/create-db"

/** The hash of a member's password, where they may use one: null once an owner has left passwords to the emergency owner alone. */
export async function usablePasswordHash(tx: Tx, member: WithPassword): Promise<string | null> {
  return (await maySignInHere(tx, member.id)) ? member.passwordHash : null
}

/** Whether a member may sign in by password or passkey: everybody, until an owner leaves that to the emergency owner alone. */
export async function maySignInHere(tx: Tx, memberId: string): Promise<boolean> {
  const emergencyOwnerId = await findEmergencyOwner(tx)
  return emergencyOwnerId === null || emergencyOwnerId === memberId
}

/** Whether a member has a password that they may use. */
export async function mayUsePassword(tx: Tx, id: string): Promise<boolean> {
  const member = await tx.member.findUnique({
    where: { id },
    select: { id: true, passwordHash: true },
  })
  return member !== null && (await usablePasswordHash(tx, member)) !== null
}

/** Whether whoever has this e-mail address may use a password, or could once they are a member. */
export async function mayHavePassword(tx: Tx, { email }: { email: string }): Promise<boolean> {
  const id = await findEmergencyOwner(tx)
  return id === null || (await tx.member.count({ where: { id, email } })) > 0
}

/** The only member who may use a password, or null: everybody may. */
export async function findEmergencyOwner(tx: Tx): Promise<string | null> {
  const row = await tx.ssoSettings.findFirst({ select: { emergencyOwnerId: true } })
  return row?.emergencyOwnerId ?? null
}

type WithPassword = { id: string; passwordHash: string | null }
