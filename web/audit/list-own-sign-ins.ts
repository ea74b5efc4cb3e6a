import type { EventKind } from "@/lib/audit/record-event"
import { type EventRow, toEventRow } from "@/web/audit/list-events"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { browserName } from "@/web/members/browser-name"

const KINDS: EventKind[] = [
  "member.signed_in",
  "member.sign_in_refused",
  "member.had_to_wait",
  "member.second_factor_refused",
  "member.recovery_code_used",
  "member.passkey_copied",
  "member.password_guessed",
  "member.proof_refused",
]

/** The newest times that this member, or somebody in their name, signed in or was refused. */
export async function listOwnSignIns(limit: number): Promise<SignInRow[]> {
  const { memberId } = await requireMember("viewer")
  const rows = await db().auditEvent.findMany({
    where: { memberId, kind: { in: KINDS } },
    orderBy: { id: "desc" },
    take: limit,
    select: { id: true, at: true, kind: true, detail: true, address: true, browser: true },
  })
  const about = { requestId: null, member: null, tenant: null, service: null, grant: null }
  return rows.map((row) => ({
    browserName: browserName(row.browser),
    ...toEventRow({ ...row, ...about }),
  }))
}

export type SignInRow = EventRow & { browserName: string }
