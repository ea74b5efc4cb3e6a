import { randomUUID } from "node:crypto"
import { CHANNEL_COLUMNS, sendByEmail } from "@/keeper/alerts/deliver/attempt-delivery"
import type { SendResult } from "@/keeper/alerts/deliver/send-result"
import type { Keeper } from "@/keeper/keeper"
import type { AlertMessage } from "@/lib/alerts/alert-detail"
import type { Tx } from "@/lib/db/create-db"

/** The channel through whose server members get mail about their own accounts: the oldest e-mail channel, or null. */
export function findMailChannel(tx: Tx) {
  return tx.alertChannel.findFirst({
    where: { kind: "email", removedAt: null },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: CHANNEL_COLUMNS,
  })
}

/** Sends a message to the people it names, once and now, and stores nothing of it. */
export function sendToMember(
  keeper: Keeper,
  channel: MailChannel,
  message: AlertMessage,
): Promise<SendResult> {
  return sendByEmail(keeper, { id: randomUUID(), alertId: null, channel, message })
}

export type MailChannel = NonNullable<Awaited<ReturnType<typeof findMailChannel>>>
