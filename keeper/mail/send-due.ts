import type { Keeper } from "@/keeper/keeper"
import { attemptMail } from "@/keeper/mail/attempt-mail"
import type { ClaimedMail } from "@/keeper/mail/outbox"

const AT_ONCE = 5

/** Sends every stored mail that is due, some at once. If the keeper dies, a mail is due again after its lease. */
export async function sendDueMails(keeper: Keeper): Promise<void> {
  while (!keeper.draining) {
    const claimed = await claimMails(keeper, AT_ONCE)
    if (claimed.length === 0) return
    await Promise.all(claimed.map((one) => send(keeper, one)))
  }
}

async function claimMails({ db, alerts }: Keeper, limit: number): Promise<ClaimedMail[]> {
  return db.$queryRaw<ClaimedMail[]>`
    UPDATE "Mail" SET "turn" = "turn" + 1,
      "nextAttemptAt" = clock_timestamp() + ${alerts.timings.lease} * interval '1 millisecond'
    WHERE "id" IN (
      SELECT "id" FROM "Mail" WHERE "state" = 'waiting' AND "nextAttemptAt" <= statement_timestamp()
      ORDER BY "nextAttemptAt" LIMIT ${limit}
      FOR UPDATE SKIP LOCKED
    )
    RETURNING "id", "turn"`
}

async function send(keeper: Keeper, claimed: ClaimedMail): Promise<void> {
  await attemptMail(keeper, claimed).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.name : "unknown"
    keeper.log.error({ event: "mail_failed", mailId: claimed.id, reason })
  })
}
