import { recordEvent } from "@/lib/audit/record-event"
import type { Db } from "@/lib/db/create-db"
import { db } from "@/web/db"
import type { SignedInMember } from "@/web/members/sessions"

/** Changes the name that others see. */
export async function changeName(
  { memberId, name: from }: SignedInMember,
  to: string,
  on: Db = db(),
): Promise<void> {
  if (from === to) return
  await on.$transaction(async (tx) => {
    await tx.member.update({ where: { id: memberId }, data: { name: to }, select: { id: true } })
    await recordEvent(tx, { kind: "member.renamed", memberId, detail: { from, to } })
  })
}
