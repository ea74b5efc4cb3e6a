import type { Keeper } from "@/keeper/keeper"
import { logFailure } from "@/keeper/log-failure"
import { attemptMail } from "@/keeper/mail/attempt-mail"
import type { ClaimedMail } from "@/keeper/mail/outbox"

const AT_ONCE = 5

/** Sends every stored mail that is due, some at once. If the keeper dies, a mail is due again after its lease. */
export async function sendDueMails(keeper: Keeper): Promise<void> {
  while (!keeper.draining) {
    const claimed = await claimMails(keeper, AT_ONCE)
    if (claimed.length === 0) return
    await Promise.all(
      claimed.map((one) => {
        const facts = { event: "mail_failed", mailId: one.id }
        return attemptMail(keeper, one).catch(logFailure(keeper.log, facts))
      }),
    )
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
