import { createHash, randomBytes } from "node:crypto"
import type { Tx } from "@/lib/db/create-db"

/** What stands in a link's address: 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString("base64url")
}

/** Makes the address of a link anew, of which the hash is kept. The one before stops working. */
export async function giveToken(tx: Tx, linkId: string, token = newToken()): Promise<string> {
  await tx.linkToken.create({
    data: { digest: digestOf(token), linkId },
    select: { digest: true },
  })
  return token
}

/** The link behind an address. What is no token is looked up as one, so that nobody can tell the two apart. */
export async function findByToken(on: Tx, token: string): Promise<FoundLink | null> {
  const [row] = await on.$queryRaw<FoundLink[]>`
    SELECT k."linkId", EXISTS (
      SELECT FROM "LinkToken" n WHERE n."linkId" = k."linkId" AND n."createdAt" > k."createdAt"
    ) AS "isReplaced", s."isOpen"
    FROM "LinkToken" k JOIN "LinkStanding" s ON s."id" = k."linkId"
    WHERE k."digest" = ${digestOf(token)}`
  return row ?? null
}

/** The same, where the holder may act: the link is open, and there is no newer address. */
export async function findOpen(on: Tx, token: string): Promise<{ linkId: string } | null> {
  const found = await findByToken(on, token)
  return found === null || found.isReplaced || !found.isOpen ? null : found
}

export function digestOf(token: string): string {
  return createHash("sha256").update(token).digest("hex")
}

export type FoundLink = { linkId: string; isReplaced: boolean; isOpen: boolean }
