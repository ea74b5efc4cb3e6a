import { createHash } from "node:crypto"
import type { Tx } from "@/lib/db/create-db"

/** Whether this comes for the first time; it is remembered until `expiresAt`. Of two at the same moment one is the first. */
export async function comesFirst(tx: Tx, { what, expiresAt }: Coming): Promise<boolean> {
  const digest = digestOf(what)
  const added = await tx.$executeRaw`
    INSERT INTO "SsoOnce" ("digest", "expiresAt") VALUES (${digest}, ${expiresAt}) ON CONFLICT DO NOTHING`
  return added === 1
}

/** Some texts as one short one, from which nobody can tell them. */
export function digestOf(what: string[]): string {
  return createHash("sha256").update(JSON.stringify(what)).digest("hex")
}

type Coming = { what: string[]; expiresAt: Date }
