import type { Tx } from "@/lib/db/create-db"
import { db } from "@/web/db"
import type { SignedInMember } from "@/web/members/sessions"

/** Changes the name that others see. */
export async function changeName(
  member: SignedInMember,
  name: string,
  on: Tx = db(),
): Promise<void> {
  await on.member.update({
    where: { id: member.memberId },
    data: { name },
    select: { id: true },
  })
}
