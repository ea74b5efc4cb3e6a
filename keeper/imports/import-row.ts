import { type AppClient, findClient } from "@/keeper/apps/find-client"
import { isLate, isReady, TOO_LATE } from "@/keeper/grants/preflight"
import { claimRow } from "@/keeper/hand-overs/claim-row"
import { importedTokenPlace } from "@/keeper/imports/imported-token-place"
import { interruptIfExpired } from "@/keeper/imports/interrupt-imports"
import { judgeAnswers } from "@/keeper/imports/judge-answers"
import { recordRowRefusal, recordRowTrouble } from "@/keeper/imports/record-row"
import { saveRowAnswer } from "@/keeper/imports/save-row-answer"
import { endForRemovedApp, settleRow } from "@/keeper/imports/settle-row"
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
      import: {
        select: {
          xeroAppId: true,
          xeroApp: { select: { removedAt: true } },
          service: { select: { id: true, expiresAt: true } },
        },
      },
    },
  })
  if (row === null) return
  const { service } = row.import
  if (service?.expiresAt) await interruptIfExpired(keeper.db, service.id)
  const of = { rowId, xeroAppId: row.import.xeroAppId ?? keeper.xeroAppId }
  if (row.import.xeroApp?.removedAt)
    return keeper.db.$transaction((tx) => endForRemovedApp(tx, rowId))
  if (row.answeredAt !== null) return judgeAnswers(keeper, of)
  const { tokenSealed, claimSealed } = row
  const ready = tokenSealed === null ? null : await makeReady(keeper, of, tokenSealed)
  if (ready === null) return
  if (claimSealed !== null && !(await claimRow(keeper, { rowId, claimSealed }))) return
  await keeper.tokenSlots.run(() => present(keeper, of, ready))
}

/** What a presentation needs, before anything is claimed: the other installation forgets what is claimed. Null if nothing can be presented. */
async function makeReady(
  keeper: Keeper,
  { rowId, xeroAppId }: RowOfApp,
  tokenSealed: string,
): Promise<Ready | null> {
  if (!(await isReady(keeper))) return null
  const opened = await tryOpen(keeper.vault, tokenSealed, importedTokenPlace(rowId))
  if (opened.kind === "shut") {
    await keeper.db.$transaction((tx) => settleRow(tx, rowId, { kind: "shut" }))
    return null
  }
  const client = await findClient(keeper, xeroAppId)
  return client === null ? null : { client, refreshToken: opened.value }
}

async function present(keeper: Keeper, of: RowOfApp, ready: Ready): Promise<void> {
  const { refreshToken } = ready
  const askedAt = performance.now()
  const lease = await takeRowLease(keeper, of)
  if (lease === null) return
  const judgement = isLate(keeper, askedAt) ? TOO_LATE : await keeper.xero.refresh(ready)
  const answeredAt = performance.now()
  if (judgement.kind === "ok") {
    const { tokenSet } = judgement
    await saveRowAnswer(keeper, { lease, tokenSet, answeredAt, presented: refreshToken })
    return judgeAnswers(keeper, of)
  }
  if (judgement.kind === "invalid_grant") return recordRowRefusal(keeper, lease, judgement)
  return recordRowTrouble(keeper, lease, judgement)
}

type Ready = { client: AppClient; refreshToken: string }
