import { createHash, randomBytes } from "node:crypto"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"

const CODES = 10
// 80 random bits: a plain hash is enough.
const CODE_LENGTH = 16
// Crockford's base32, which has no letters that are taken for digits.
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"

/** Ten new recovery codes in place of any older ones. This answer alone holds them: only hashes are kept. */
export async function replaceRecoveryCodes(tx: Tx, memberId: string): Promise<string[]> {
  const codes = Array.from({ length: CODES }, makeCode)
  await tx.recoveryCode.deleteMany({ where: { memberId } })
  await tx.recoveryCode.createMany({
    data: codes.map((code) => ({ memberId, codeHash: hashCode(memberId, code) })),
  })
  return codes
}

/** Uses a recovery code up, however it is spaced and written; false where it is none of this member's, or was used. */
export async function takeRecoveryCode(tx: Tx, memberId: string, code: string): Promise<boolean> {
  const { count } = await tx.recoveryCode.updateMany({
    where: { codeHash: hashCode(memberId, code), memberId, usedAt: null },
    data: { usedAt: await dbNow(tx) },
  })
  return count === 1
}

function makeCode(): string {
  const letters = [...randomBytes(CODE_LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length])
  return letters.join("").replace(/(.{4})(?=.)/g, "$1-")
}

function hashCode(memberId: string, code: string): string {
  const read = code.toLowerCase().replace(/[\s-]/g, "").replaceAll("o", "0").replace(/[il]/g, "1")
  return createHash("sha256").update(`${memberId}:${read}`).digest("hex")
}
