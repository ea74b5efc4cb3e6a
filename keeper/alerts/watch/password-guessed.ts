import { randomUUID } from "node:crypto"
import { tidyName } from "@/keeper/mail/sanitise-text"
import { alertDetail } from "@/lib/alerts/alert-detail"
import type { Tx } from "@/lib/db/create-db"
import { findMemberLabels } from "@/lib/names/find-labels"

const A_DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1000

/** Tells owners whose passwords are being guessed, once a member and day. Reading an event twice does no harm. */
export async function openGuessedAlerts(tx: Tx, events: MemberEvent[]): Promise<void> {
  for (const { kind, memberId, at } of events) {
    if (kind !== "member.password_guessed" || memberId === null) continue
    const since = new Date(at.getTime() - A_DAY_IN_MILLISECONDS)
    const where = { kind: "password_guessed", subject: memberId, openedAt: { gt: since } } as const
    if ((await tx.alert.count({ where })) > 0) continue
    const name = (await findMemberLabels(tx, [memberId])).get(memberId) ?? "a member"
    const detail = alertDetail.parse({ member: { name: tidyName(name) } })
    await tx.alert.create({
      data: { id: randomUUID(), kind: "password_guessed", subject: memberId, detail },
      select: { id: true },
    })
  }
}

type MemberEvent = { kind: string; memberId: string | null; at: Date }
