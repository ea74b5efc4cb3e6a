import { holdApp } from "@/keeper/apps/manage/lock-app"
import { endAppFault } from "@/keeper/grants/app-fault"
import { dueAfterSuccess } from "@/keeper/grants/due"
import {
  type ParentTokenSet,
  type SealedTokenSet,
  sealTokenSet,
} from "@/keeper/grants/seal-token-set"
import { untilCommitted } from "@/keeper/grants/until-committed"
import type { Keeper } from "@/keeper/keeper"
import { actorOf, type Beginner } from "@/keeper/links/link-label"
import type { Identity } from "@/keeper/xero/identity"
import type { ReceivedTokenSet } from "@/keeper/xero/judge"
import { recordEvent } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"
import type { Prisma } from "@/lib/db/generated/client"

/**
 * Makes a consent's token set a new chain of that Xero user's grant, in one transaction and before anything uses it. A
 * refresh of the old chain that is still under way can then write only to its own rows; the old chain is never revoked
 * at Xero, because that would remove all of the Xero user's connections (docs/xero.md §2.3). Null: the app was removed
 * since, and no chain lives without its secrets.
 */
export async function startChain(
  keeper: Keeper,
  start: ConsentChain,
): Promise<{ grantId: string } | null> {
  const sealed = await sealTokenSet(keeper, start.tokenSet, start.refreshToken)
  return untilCommitted(keeper, start.consentId, () =>
    keeper.db.$transaction(async (tx) => {
      const begun = await findBegun(tx, start.consentId)
      if (begun !== null) return { grantId: begun }
      if (!(await holdApp(tx, start.xeroAppId))) return null
      const { grantId } = await beginChain(keeper, tx, { ...start, sealed, parent: null })
      await tx.consentRequest.update({
        where: { id: start.consentId },
        data: { grantId, authEventId: start.identity.authEventId, answerSealed: null },
        select: { id: true },
      })
      return { grantId }
    }),
  )
}

/** Stores a token set, sealed already, as a new chain of its Xero user's grant; `parent`, where it is known, before it. */
export async function beginChain(
  keeper: Keeper,
  tx: Tx,
  start: NewChain,
): Promise<{ grantId: string }> {
  const { sealed, parent, answeredAt: now } = start
  const grant = await upsertGrant(keeper, tx, { start, now })
  const ofChain = { grantId: grant.id, chain: grant.chain }
  if (parent !== null)
    await tx.tokenSet.create({
      data: { ...ofChain, ...parent, rotation: grant.rotation - 1 },
      select: { id: true },
    })
  const journaled = await journalStart(keeper, { start, grant, tokenSetId: sealed.id })
  await tx.tokenSet.create({
    data: {
      ...sealed,
      ...ofChain,
      journaledAt: journaled ? now : null,
      rotation: grant.rotation,
      parentId: parent?.id ?? null,
      receivedAt: now,
      accessTokenExpiresAt: new Date(now.getTime() + start.tokenSet.expiresInSeconds * 1_000),
    },
    select: { id: true },
  })
  await tx.grant.update({
    where: { id: grant.id },
    data: { currentTokenSetId: sealed.id, confirmationsDue: start.confirmationsDue ?? 0 },
    select: { id: true },
  })
  await dueAfterSuccess(keeper, tx, grant.id)
  await endAppFault(tx, start.xeroAppId)
  const { memberId, detail } = await actorOf(tx, start)
  await recordEvent(tx, {
    kind: "grant.chain_started",
    grantId: grant.id,
    memberId,
    detail: { xeroUserName: grant.xeroUserName, consentId: start.consentId ?? null, ...detail },
  })
  return { grantId: grant.id }
}

/** The grant on which this consent already began a chain, here or in another process. */
async function findBegun(tx: Tx, consentId: string): Promise<string | null> {
  const [consent] = await tx.$queryRaw<{ grantId: string | null }[]>`
    SELECT "grantId" FROM "ConsentRequest" WHERE "id" = ${consentId}::uuid FOR UPDATE`
  if (consent === undefined) throw new Error(`no consent ${consentId}`)
  return consent.grantId
}

async function upsertGrant(
  keeper: Keeper,
  tx: Tx,
  { start, now }: { start: NewChain; now: Date },
): Promise<StartedGrant> {
  const { xeroAppId } = start
  const { xeroUserId, xeroUserName, xeroUserEmail, provisionalName } = start.identity
  const fresh = {
    scopes: start.scopes,
    state: "active" as const,
    endedReason: null,
    endedAt: null,
    consentedAt: now,
    consentedById: start.memberId,
    consentedByLinkId: start.linkId,
    leaseUntil: null,
    leaseHolder: null,
    nextAttemptAt: null,
    confirmationsDue: 0,
    lastRefreshedAt: now,
    refreshTokenExpiresAt: new Date(now.getTime() + keeper.timings.chainLife),
    lastOutcome: "ok",
    lastOutcomeAt: now,
    failingSince: null,
    doubtfulSince: null,
    failures: 0,
    strikes: 0,
    // A consent lists its organisations itself. The check does it where that was cut off, and for an import.
    checkDueAt: new Date(now.getTime() + (start.consentId ? keeper.timings.answerLeft : 0)),
  }
  // What Xero left out this time stays as it was.
  const given = {
    ...(xeroUserName !== null && { xeroUserName }),
    ...(xeroUserEmail !== null && { xeroUserEmail }),
  }
  const step = { increment: 1 }
  const rotations = start.parent === null ? 1 : 2
  const named = { xeroUserName: provisionalName ?? "A Xero user", ...given }
  return tx.grant.upsert({
    where: { xeroAppId_xeroUserId: { xeroAppId, xeroUserId } },
    create: { ...fresh, ...named, xeroAppId, xeroUserId, rotation: rotations },
    update: {
      ...fresh,
      ...given,
      chain: step,
      leaseEpoch: step,
      rotation: { increment: rotations },
    },
    select: STARTED,
  })
}

const STARTED = {
  id: true,
  chain: true,
  rotation: true,
  leaseEpoch: true,
  xeroAppId: true,
  xeroUserId: true,
  xeroUserName: true,
  xeroUserEmail: true,
} as const

/** Before the pointer moves, like every answer. */
async function journalStart(
  { journal }: Keeper,
  { start, grant, tokenSetId }: { start: NewChain; grant: StartedGrant; tokenSetId: string },
): Promise<boolean> {
  const { id: grantId, leaseEpoch: epoch, rotation: _, ...facts } = grant
  return journal.append({
    ...facts,
    grantId,
    tokenSetId,
    parentId: start.parent?.id ?? null,
    epoch,
    receivedAt: start.answeredAt.toISOString(),
    refreshToken: start.refreshToken,
    scopes: start.scopes,
  })
}

type StartedGrant = Prisma.GrantGetPayload<{ select: typeof STARTED }>
type ChainStart = Beginner & {
  /** The app that the chain belongs to. */
  xeroAppId: string
  identity: Identity
  tokenSet: ReceivedTokenSet
  refreshToken: string
  /** As granted, or as asked for. */
  scopes: string[]
  /** When the answer arrived, by the database's clock. */
  answeredAt: Date
}
type ConsentChain = ChainStart & { consentId: string }
export type NewChain = ChainStart & {
  consentId?: string
  sealed: SealedTokenSet
  /** The token set that was presented for it. */
  parent: ParentTokenSet | null
  confirmationsDue?: number
}
