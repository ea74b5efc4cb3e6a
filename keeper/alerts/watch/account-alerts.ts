import { randomUUID } from "node:crypto"
import { tidyName } from "@/keeper/mail/sanitise-text"
import { alertDetail } from "@/lib/alerts/alert-detail"
import type { EventKind } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"
import type { AlertKind } from "@/lib/db/generated/enums"
import { findMemberLabel } from "@/lib/names/find-labels"

const A_DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1000

/** What somebody does to a member's account that every owner should know. */
const ALERTS = new Map<string, AlertKind>([
  ["member.password_guessed", "password_guessed"],
  ["member.passkey_copied", "passkey_copied"],
] satisfies [EventKind, AlertKind][])

export const ACCOUNT_KINDS = [...ALERTS.keys()]

/** Tells owners of an attack on an account, once a kind, member and day. Reading an event twice does no harm. */
export async function openAccountAlerts(tx: Tx, events: MemberEvent[]): Promise<void> {
  for (const { kind: event, memberId, at } of events) {
    const kind = ALERTS.get(event)
    if (kind === undefined || memberId === null) continue
    const since = new Date(at.getTime() - A_DAY_IN_MILLISECONDS)
    const where = { kind, subject: memberId, openedAt: { gt: since } }
    if ((await tx.alert.count({ where })) > 0) continue
    const name = tidyName(await findMemberLabel(tx, memberId))
    const detail = alertDetail.parse({ member: { name } })
    await tx.alert.create({
      data: { id: randomUUID(), kind, subject: memberId, detail },
      select: { id: true },
    })
  }
}

type MemberEvent = { kind: string; memberId: string | null; at: Date }
