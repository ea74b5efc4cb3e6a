import { recordEvent } from "@/lib/audit/record-event"
import type { Proof } from "@/lib/contract/sudo-operations"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import type { Acting } from "@/lib/members/sudo"

/** Writes down that the member has just proven who they are, for their session alone. */
export async function storeProof(
  tx: Tx,
  { memberId, sessionId }: Acting,
  kind: Proof["kind"] | "issuer",
): Promise<void> {
  const proof = { kind, provenAt: await dbNow(tx) }
  await tx.proof.upsert({
    where: { sessionId },
    create: { sessionId, ...proof },
    update: proof,
    select: { sessionId: true },
  })
  await recordEvent(tx, { kind: "member.proven", memberId, detail: { by: kind } })
}
