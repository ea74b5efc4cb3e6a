import { openClient } from "@/lib/db/connection"

/**
 * Creates the owner that the environment names; otherwise, as long as there is no member, returns a new one-time set-up
 * code. Null once there is a member.
 */
export async function prepareFirstOwner(databaseUrl: string, owner: Owner): Promise<string | null> {
  if (await hasMembers(databaseUrl)) return null
  // Not before it is needed: a start stays small without the database's client.
  const { createDb } = await import("@/lib/db/create-db")
  const { ensureFirstOwner, issueSetupCode } = await import("@/lib/members/first-owner")
  const { email, password } = owner
  const db = createDb(databaseUrl, { maxConnections: 1 })
  if (email !== undefined && password !== undefined) await ensureFirstOwner(db, { email, password })
  return issueSetupCode(db).finally(() => db.$disconnect())
}

async function hasMembers(databaseUrl: string): Promise<boolean> {
  const client = await openClient(databaseUrl)
  const known = await client.query(`SELECT FROM "Member" LIMIT 1`).finally(() => client.end())
  return known.rowCount === 1
}

type Owner = { email: string | undefined; password: string | undefined }
