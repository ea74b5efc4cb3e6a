import { randomUUID } from "node:crypto"
import type { Keeper } from "@/keeper/keeper"
import { layOutMail } from "@/keeper/mail/lay-out-mail"
import { findMailServer } from "@/keeper/mail/mail-server"
import { type OutgoingMail, sendMail } from "@/keeper/mail/send-mail"
import { lockActing } from "@/keeper/members/hold-acting"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import { createOneTimeToken, hashOneTimeToken } from "@/lib/members/one-time-token"
import type { Acting } from "@/lib/members/sudo"

const LIFETIME_IN_MILLISECONDS = 24 * 60 * 60 * 1000
// Whoever gets that mail may never have asked for it.
const PAUSE_IN_SECONDS = 60

/**
 * Begins the change of a member's own e-mail address: a link goes to the new one. Without a mail server an owner
 * confirms it. The link is sent while the member waits, and nothing that web can read holds its
 * token. A later request replaces this one.
 */
export async function requestEmailChange(
  keeper: Keeper,
  acting: Acting,
  { email }: OperationInput<"requestEmailChange">,
): Promise<RequestOutcome> {
  const { db } = keeper
  const { memberId } = acting
  const retryAfterInSeconds = await findWait(keeper, memberId)
  if (retryAfterInSeconds > 0) return { kind: "throttled", retryAfterInSeconds }
  if ((await db.member.count({ where: { email } })) > 0) return { kind: "email_taken" }
  const token = (await findMailServer(db)) === null ? null : createOneTimeToken()
  const over = await db.$transaction(async (tx) => {
    const over = await lockActing(tx, acting)
    if (over !== null) return over
    const createdAt = await dbNow(tx)
    const change = {
      email,
      tokenHash: token === null ? null : hashOneTimeToken(token),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + LIFETIME_IN_MILLISECONDS),
    }
    await tx.emailChange.upsert({
      where: { memberId },
      create: { memberId, ...change },
      update: change,
      select: { memberId: true },
    })
    await recordEvent(tx, { kind: "member.email_requested", memberId, detail: { email } })
    return null
  })
  if (over !== null) return over
  if (token === null) return { kind: "owner_needed" }
  const sent = await sendMail(keeper, await writeLink(keeper, { memberId, email, token }))
  if (sent.kind === "delivered") return { kind: "link_sent" }
  return { kind: "link_not_sent", outcome: sent.outcome, evidence: sent.evidence }
}

async function findWait({ db }: Keeper, memberId: string): Promise<number> {
  const [row] = await db.$queryRaw<{ wait: number }[]>`
    SELECT ceil(extract(epoch FROM "createdAt" - clock_timestamp()) + ${PAUSE_IN_SECONDS})::int AS "wait"
    FROM "EmailChange" WHERE "memberId" = ${memberId}::uuid AND "tokenHash" IS NOT NULL`
  return Math.max(0, row?.wait ?? 0)
}

async function writeLink(
  { db, appUrl }: Keeper,
  { memberId, email, token }: Link,
): Promise<OutgoingMail> {
  const { name } = await db.member.findUniqueOrThrow({
    where: { id: memberId },
    select: { name: true },
  })
  const content = layOutMail({
    title: "Confirm your e-mail address for Tenantry",
    what: `${name} wants to sign in to Tenantry with this e-mail address.`,
    todo: "If that is you, open the link and confirm. It works once, for 24 hours. If it is not, do nothing.",
    button: { label: "Open in Tenantry", link: `${appUrl}/email/${token}` },
    foot: `Sent by Tenantry at ${appUrl} because this address was entered there.`,
  })
  return { id: randomUUID(), to: [email], ...content }
}

type Link = { memberId: string; email: string; token: string }
type RequestOutcome = OperationOutput<"requestEmailChange">
