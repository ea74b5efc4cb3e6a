import { findClient } from "@/keeper/apps/find-client"
import { isLate, isReady, TOO_LATE } from "@/keeper/grants/preflight"
import { claimRow } from "@/keeper/hand-overs/claim-row"
import { importedTokenPlace } from "@/keeper/imports/imported-token-place"
import { judgeAnswers } from "@/keeper/imports/judge-answers"
import { recordRowRefusal, recordRowTrouble } from "@/keeper/imports/record-row"
import { saveRowAnswer } from "@/keeper/imports/save-row-answer"
import { settleRow } from "@/keeper/imports/settle-row"
import { type RowOfApp, takeRowLease } from "@/keeper/imports/take-row-lease"
import type { Keeper } from "@/keeper/keeper"
import { tryOpen } from "@/keeper/vault/vault"

/**
 * The next step of one imported row: an answer that is stored is made a chain; otherwise its token is presented, once, with
 * a durable intent before it and the answer stored before anything else is done with it (docs/refresh-chain.md). Safe to
 * repeat, here and in another process: whatever was cut off is taken up where it stands.
 */
export async function importRow(keeper: Keeper, rowId: string): Promise<void> {
  const row = await keeper.db.importRow.findUnique({
    where: { id: rowId },
    select: {
      tokenSealed: true,
      claimSealed: true,
      answeredAt: true,
      import: { select: { xeroAppId: true, xeroApp: { select: { removedAt: true } } } },
    },
  })
  if (row === null) return
  const of = { rowId, xeroAppId: row.import.xeroAppId ?? keeper.xeroAppId }
  if (row.import.xeroApp?.removedAt) return endForRemovedApp(keeper, rowId)
  if (row.answeredAt !== null) return judgeAnswers(keeper, of)
  const { tokenSealed, claimSealed } = row
  if (claimSealed !== null && !(await claimRow(keeper, { rowId, claimSealed }))) return
  if (tokenSealed !== null) await keeper.tokenSlots.run(() => present(keeper, of, tokenSealed))
}

/** Its secrets are gone, so nothing can be sent for it any more, nor its answer used. */
async function endForRemovedApp({ db }: Keeper, rowId: string): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.importAttempt.updateMany({ where: { rowId }, data: { answerSealed: null } })
    await settleRow(tx, rowId, { kind: "app_removed" })
  })
}

async function present(keeper: Keeper, of: RowOfApp, tokenSealed: string): Promise<void> {
  const { rowId, xeroAppId } = of
  if (!(await isReady(keeper))) return
  const opened = await tryOpen(keeper.vault, tokenSealed, importedTokenPlace(rowId))
  if (opened.kind === "shut") {
    await keeper.db.$transaction((tx) => settleRow(tx, rowId, { kind: "shut" }))
    return
  }
  const client = await findClient(keeper, xeroAppId)
  if (client === null) return
  const askedAt = performance.now()
  const lease = await takeRowLease(keeper, of)
  if (lease === null) return
  const judgement = isLate(keeper, askedAt)
    ? TOO_LATE
    : await keeper.xero.refresh({ client, refreshToken: opened.value })
  const answeredAt = performance.now()
  if (judgement.kind === "ok") {
    const { tokenSet } = judgement
    await saveRowAnswer(keeper, { lease, tokenSet, answeredAt, presented: opened.value })
    return judgeAnswers(keeper, of)
  }
  if (judgement.kind === "invalid_grant") return recordRowRefusal(keeper, lease, judgement)
  return recordRowTrouble(keeper, lease, judgement)
}
