import { finishConsents } from "@/keeper/consent/finish-consents"
import { adoptAnswer } from "@/keeper/imports/adopt-answer"
import { importAnswerPlace, type KeptAnswer } from "@/keeper/imports/save-row-answer"
import { settleRow } from "@/keeper/imports/settle-row"
import type { RowOfApp } from "@/keeper/imports/take-row-lease"
import type { Keeper } from "@/keeper/keeper"

/**
 * Makes the stored answers of a row the chain of the Xero user that they are for, and asks which organisations it reaches.
 * Where Xero's signing keys cannot be read just now, it is tried again.
 */
export async function judgeAnswers(keeper: Keeper, of: RowOfApp): Promise<void> {
  const { rowId } = of
  const attempts = await keeper.db.importAttempt.findMany({
    where: { rowId, answerSealed: { not: null } },
    orderBy: { answeredAt: "asc" },
    select: { id: true, answerSealed: true, answeredAt: true },
  })
  for (const { id, answerSealed, answeredAt } of attempts) {
    if (answerSealed === null || answeredAt === null) continue
    const opened = await keeper.vault.open(answerSealed, importAnswerPlace(id))
    const answer = JSON.parse(opened) as KeptAnswer
    const { clientId } = await keeper.db.xeroApp.findUniqueOrThrow({
      where: { id: of.xeroAppId },
      select: { clientId: true },
    })
    const identity = await keeper.xero.refreshedIdentity({ ...answer, clientId })
    if (identity.kind === "unreachable") return postpone(keeper, rowId, keeper.timings.answerLeft)
    if (identity.kind === "refused") await refuseIdentity(keeper, { rowId, id, ...identity })
    else await adoptAnswer(keeper, { ...of, attemptId: id, answer, identity, answeredAt })
  }
  await listFor(keeper, rowId)
}

async function refuseIdentity(
  keeper: Keeper,
  { rowId, id, reason }: { rowId: string; id: string; reason: string },
): Promise<void> {
  await keeper.db.$transaction(async (tx) => {
    const select = { id: true }
    await tx.importAttempt.update({ where: { id }, data: { answerSealed: null }, select })
    await settleRow(tx, rowId, { kind: "identity_refused", reason })
  })
}

/** Asks which organisations the row's chain reaches, which gives it its outcome; later once more, if Xero does not say. */
async function listFor(keeper: Keeper, rowId: string): Promise<void> {
  const { grantId } = await keeper.db.importRow.findUniqueOrThrow({
    where: { id: rowId },
    select: { grantId: true },
  })
  if (grantId === null) return
  const reading = await finishConsents(keeper, grantId)
  const isOver = reading.kind === "none" && reading.why.kind === "ended"
  if (isOver) {
    await keeper.db.$transaction((tx) => settleRow(tx, rowId, { kind: "refused" }))
  } else if (reading.kind !== "checked") await postpone(keeper, rowId, keeper.timings.checkRetry)
}

async function postpone({ db }: Keeper, rowId: string, wait: number): Promise<void> {
  await db.$executeRaw`
    UPDATE "ImportRow" SET "lastTrouble" = 'not_sent',
      "nextAttemptAt" = clock_timestamp() + ${wait} * interval '1 millisecond'
    WHERE "id" = ${rowId}::uuid AND "outcome" IS NULL`
}
