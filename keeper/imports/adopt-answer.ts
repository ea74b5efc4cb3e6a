import { randomUUID } from "node:crypto"
import { holdApp } from "@/keeper/apps/manage/lock-app"
import { dueAfterSuccess } from "@/keeper/grants/due"
import { lockGrant } from "@/keeper/grants/lock-grant"
import {
  type ParentTokenSet,
  refreshTokenPlace,
  type SealedTokenSet,
  sealTokenSet,
} from "@/keeper/grants/seal-token-set"
import { beginChain } from "@/keeper/grants/start-chain"
import type { KeptAnswer } from "@/keeper/imports/save-row-answer"
import { endForRemovedApp } from "@/keeper/imports/settle-row"
import type { RowOfApp } from "@/keeper/imports/take-row-lease"
import type { Keeper } from "@/keeper/keeper"
import type { Identity } from "@/keeper/xero/identity"
import type { Tx } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"
import { fingerprintOf } from "@/lib/fingerprint"

/**
 * Hands one answer of Xero's over to the chains, in one transaction, and forgets it here; done already, it is only said
 * again. The imported token becomes the parent of its answer, with the times of its presentations, so that the protocol
 * goes on as if it had begun here: an ambiguous answer is confirmed, and the parent may be replayed inside the grace.
 *
 * A Xero user whose grant works already keeps its chain as it is. The answer stands beside it, as an answer that came too
 * late does, and confirming refreshes find out which of them Xero still accepts.
 */
export async function adoptAnswer(keeper: Keeper, adoption: Adoption): Promise<string | null> {
  const { answer } = adoption
  const sealed = await sealTokenSet(keeper, { ...answer, issuedAt: null }, answer.presented)
  const parentId = randomUUID()
  const presentedSealed = await keeper.vault.seal(answer.presented, refreshTokenPlace(parentId))
  return keeper.db.$transaction(async (tx) => {
    const row = await lockRow(tx, adoption.rowId)
    const { answerSealed } = await tx.importAttempt.findUniqueOrThrow({
      where: { id: adoption.attemptId },
      select: { answerSealed: true },
    })
    if (answerSealed === null) return row.grantId
    if (!(await holdApp(tx, adoption.xeroAppId))) {
      await endForRemovedApp(tx, adoption.rowId)
      return null
    }
    // Two rows of one Xero user must see each other's chain.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${adoption.identity.xeroUserId}, 0))`
    const parent = {
      id: parentId,
      refreshTokenSealed: presentedSealed,
      fingerprint: fingerprintOf(answer.presented),
      receivedAt: row.issuedAt ?? row.firstPresentedAt,
      accessTokenExpiresAt: row.firstPresentedAt,
      firstPresentedAt: row.firstPresentedAt,
      presentations: row.presentations,
      confirmedAt: adoption.answeredAt,
    }
    const facts = { ...adoption, row, sealed, parent }
    const grantId = await storeAnswer(keeper, tx, facts)
    await tx.importAttempt.update({
      where: { id: adoption.attemptId },
      data: { answerSealed: null },
      select: { id: true },
    })
    await tx.importRow.update({
      where: { id: adoption.rowId },
      data: {
        grantId,
        parentId: row.parentId ?? parentId,
        outcome: Prisma.DbNull,
        tokenSealed: null,
      },
      select: { id: true },
    })
    return grantId
  })
}

async function storeAnswer(keeper: Keeper, tx: Tx, facts: Facts): Promise<string> {
  const { row, identity, xeroAppId, answer, sealed, parent, answeredAt } = facts
  const ambiguous = row.presentations !== 1 || row.grantId !== null
  const { xeroUserId } = identity
  const grant = await tx.grant.findUnique({
    where: { xeroAppId_xeroUserId: { xeroAppId, xeroUserId } },
    select: { id: true, state: true, scopes: true },
  })
  if (grant?.state === "active") {
    await storeBeside(keeper, tx, { ...facts, grantId: grant.id })
    return grant.id
  }
  const app = await tx.xeroApp.findUniqueOrThrow({
    where: { id: xeroAppId },
    select: { scopes: true },
  })
  const { grantId } = await beginChain(keeper, tx, {
    memberId: row.memberId,
    linkId: null,
    xeroAppId,
    identity,
    tokenSet: answer,
    refreshToken: answer.refreshToken,
    scopes: answer.scopes ?? grant?.scopes ?? app.scopes,
    answeredAt,
    sealed,
    parent,
    confirmationsDue: ambiguous ? keeper.timings.confirmAfter.length : 0,
  })
  return grantId
}

/** The pointer stays; what came may prove to be the one that lives. */
async function storeBeside(
  keeper: Keeper,
  tx: Tx,
  { grantId, row, sealed, parent, answer, answeredAt }: Facts & { grantId: string },
): Promise<void> {
  const { chain, rotation } = await lockGrant(tx, grantId)
  const known = row.parentId
  if (known === null)
    await tx.tokenSet.create({
      data: { ...parent, grantId, chain, rotation: rotation + 1 },
      select: { id: true },
    })
  await tx.tokenSet.create({
    data: {
      ...sealed,
      grantId,
      chain,
      rotation: rotation + 2,
      parentId: known ?? parent.id,
      receivedAt: answeredAt,
      accessTokenExpiresAt: new Date(answeredAt.getTime() + answer.expiresInSeconds * 1_000),
    },
    select: { id: true },
  })
  await tx.grant.update({
    where: { id: grantId },
    data: {
      rotation: rotation + 2,
      confirmationsDue: keeper.timings.confirmAfter.length,
      checkDueAt: answeredAt,
    },
    select: { id: true },
  })
  await dueAfterSuccess(keeper, tx, grantId)
}

async function lockRow(tx: Tx, rowId: string): Promise<LockedRow> {
  const [row] = await tx.$queryRaw<LockedRow[]>`
    SELECT r."grantId", r."parentId", r."presentations", r."issuedAt", i."memberId",
      coalesce(r."firstPresentedAt", clock_timestamp()) AS "firstPresentedAt"
    FROM "ImportRow" r JOIN "Import" i ON i."id" = r."importId"
    WHERE r."id" = ${rowId}::uuid FOR UPDATE OF r`
  if (row === undefined) throw new Error(`no imported row ${rowId}`)
  return row
}

type LockedRow = {
  grantId: string | null
  parentId: string | null
  presentations: number
  issuedAt: Date | null
  memberId: string | null
  firstPresentedAt: Date
}
type Adoption = RowOfApp & {
  attemptId: string
  answer: KeptAnswer
  identity: Identity
  /** By the database's clock. */
  answeredAt: Date
}
type Facts = Adoption & { row: LockedRow; sealed: SealedTokenSet; parent: ParentTokenSet }
