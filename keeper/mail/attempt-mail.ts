import { z } from "zod"
import { retryIn } from "@/keeper/alerts/deliver/alert-timings"
import type { Keeper } from "@/keeper/keeper"
import { noteBegin, noteEnd, wasKept } from "@/keeper/mail/last-bytes"
import { type ClaimedMail, contentPlace } from "@/keeper/mail/outbox"
import { sendMail } from "@/keeper/mail/send-mail"
import type { SendResult } from "@/keeper/outgoing/send-result"
import { tryOpen } from "@/keeper/vault/vault"

/**
 * Sends a claimed mail once and records the result. That it is handed over is committed when the server has all of it but
 * its end: whoever dies before has sent nothing, and whoever dies after has, unless this machine's notes know better. So a
 * mail that goes out `once` is never sent again after that point, unless the server said no. Null where another keeper took
 * it over.
 */
export async function attemptMail(
  keeper: Keeper,
  claimed: ClaimedMail,
): Promise<SendResult | null> {
  const startedAt = performance.now()
  const mail = await keeper.db.mail.findFirst({
    where: { ...claimed, state: "waiting" },
    select: { to: true, once: true, contentSealed: true, failures: true, handedOverAt: true },
  })
  if (mail === null || mail.contentSealed === null) return null
  if (mail.handedOverAt !== null && mail.once && !(await takeBack(keeper, claimed))) {
    const result = { kind: "failed", outcome: "unclear", evidence: null } as const
    await settle(keeper, claimed, { state: "unclear", result })
    return result
  }
  const opened = await tryOpen(keeper.vault, mail.contentSealed, contentPlace(claimed.id))
  if (opened.kind === "shut") {
    const result = { kind: "failed", outcome: "shut", evidence: null } as const
    await settle(keeper, claimed, { state: "failed", result })
    return result
  }
  let isHandedOver = false
  const result = await sendMail(keeper, {
    ...claimed,
    to: [mail.to],
    ...CONTENT.parse(JSON.parse(opened.value)),
    async beforeEnd() {
      const isNoted = noteBegin(keeper.dataDir, claimed)
      await markHandedOver(keeper, claimed)
      // After so long a pause somebody else may be sending it, because this machine knows that its end did not go out.
      if (performance.now() - startedAt > keeper.alerts.timings.lease * SAFE) throw new Error(OVER)
      if (isNoted && keeper.dataDir !== null) noteEnd(keeper.dataDir, claimed)
      isHandedOver = true
    },
  })
  const state = stateAfter(result, mail.once && isHandedOver)
  const wait = state === "waiting" ? retryIn(keeper.alerts.timings, mail.failures + 1) : null
  await settle(keeper, claimed, { state, result, wait })
  return result
}

/** Where it was handed over in the turn before, and this machine knows that its end was not sent. */
async function takeBack({ db, dataDir }: Keeper, { id, turn }: ClaimedMail): Promise<boolean> {
  if (!wasKept(dataDir, { id, turn: turn - 1 })) return false
  const { count } = await db.mail.updateMany({ where: { id, turn }, data: { handedOverAt: null } })
  return count > 0
}

/** Only while the claim holds: afterwards somebody else may be sending it. */
async function markHandedOver({ db }: Keeper, { id, turn }: ClaimedMail): Promise<void> {
  const marked = await db.$executeRaw`
    UPDATE "Mail" SET "handedOverAt" = clock_timestamp()
    WHERE "id" = ${id}::uuid AND "turn" = ${turn} AND "state" = 'waiting' AND "nextAttemptAt" > clock_timestamp()`
  if (marked === 0) throw new Error(OVER)
}

function stateAfter(result: SendResult, mayNotRepeat: boolean): State {
  if (result.kind === "delivered") return "sent"
  if (mayNotRepeat && result.answered !== true) return "unclear"
  return result.final || REFUSED_FOR_GOOD.has(result.outcome) ? "failed" : "waiting"
}

/** The server's own "never": a mail to one person does not get better by repeating it. */
const REFUSED_FOR_GOOD = new Set(["recipient_refused", "refused"])

async function settle(
  { db, alerts }: Keeper,
  { id, turn }: ClaimedMail,
  { state, result, wait = null }: Settled,
): Promise<void> {
  const outcome = result.kind === "failed" ? result.outcome : null
  // A link is sent once the server has its mail, unless its holder was quicker.
  if (state === "sent")
    await db.$executeRaw`
      UPDATE "Link" SET "state" = 'sent', "sentAt" = clock_timestamp()
      WHERE "id" = (SELECT "subjectId" FROM "Mail" WHERE "id" = ${id}::uuid) AND "state" = 'made'`
  await db.$executeRaw`
    UPDATE "Mail" SET "state" = next."state"::"MailState", "turn" = "turn" + 1,
      "failures" = "failures" + ${outcome === null ? 0 : 1}, "outcome" = ${outcome}, "evidence" = ${result.evidence},
      "handedOverAt" = CASE WHEN next."state" IN ('sent', 'unclear') THEN "handedOverAt" END,
      "contentSealed" = CASE WHEN next."state" IN ('waiting', 'unclear') THEN "contentSealed" END,
      "nextAttemptAt" = CASE WHEN next."state" = 'waiting' THEN next."at" END,
      "finishedAt" = CASE WHEN next."state" = 'waiting' THEN NULL ELSE clock_timestamp() END
    FROM (
      SELECT m."id", later."at", CASE
        WHEN ${state}::text = 'waiting' AND later."at" > m."createdAt" + ${alerts.timings.giveUp} * interval '1 millisecond'
          THEN 'failed' ELSE ${state}::text END AS "state"
      FROM "Mail" m
      CROSS JOIN LATERAL (
        SELECT clock_timestamp() + ${wait}::float8 * interval '1 millisecond' AS "at"
      ) later
      WHERE m."id" = ${id}::uuid
    ) next
    WHERE "Mail"."id" = next."id" AND "Mail"."state" = 'waiting' AND "Mail"."turn" = ${turn}`
}

const OVER = "the claim is over"
const SAFE = 0.9
const CONTENT = z.object({ subject: z.string(), text: z.string(), html: z.string() })

type State = "waiting" | "sent" | "failed" | "unclear"
type Settled = { state: State; result: SendResult; wait?: number | null }
