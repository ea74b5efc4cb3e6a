import type { Db } from "@/lib/db/create-db"

/** A browser in which the member is signed in. */
export async function openSession({ db, memberId }: InDb): Promise<string> {
  return (await db.session.create({ data: { memberId }, select: { id: true } })).id
}

/** The same with sudo. */
export async function openProvenSession(member: InDb): Promise<string> {
  const sessionId = await openSession(member)
  await member.db.proof.create({
    data: { sessionId, kind: "password" },
    select: { sessionId: true },
  })
  return sessionId
}

/** A test environment names a member of its own. */
type InDb = { db: Db; memberId: string }
