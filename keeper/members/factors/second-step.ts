import type { Keeper } from "@/keeper/keeper"
import { askPasskeyOf, checkPasskey } from "@/keeper/members/factors/check-passkey"
import { lockMember } from "@/keeper/members/factors/store-factor"
import { tryCode } from "@/keeper/members/factors/try-code"
import { noteRefusal } from "@/lib/audit/note-refusal"
import { recordEvent } from "@/lib/audit/record-event"
import { recordRefusal } from "@/lib/audit/record-refusal"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { StepProof } from "@/lib/contract/step-operations"
import { dbNow } from "@/lib/db/clock"
import { createOneTimeToken, hashOneTimeToken } from "@/lib/members/one-time-token"
import { verifyPassword } from "@/lib/members/password"
import { usablePasswordHash } from "@/lib/members/usable-password"

const LASTS_IN_SECONDS = 5 * 60

/**
 * Opens a second step for whoever has the member's password: its token passes for the password for five minutes, and opens
 * nothing else. Web has counted the try and looked at the password itself; here it is what proves who asks.
 */
export async function startSecondStep(
  { db }: Keeper,
  { memberId, password }: OperationInput<"startSecondStep">,
): Promise<OperationOutput<"startSecondStep">> {
  const member = await db.member.findFirst({
    where: { id: memberId, disabledAt: null },
    select: { id: true, passwordHash: true },
  })
  const passwordHash = member === null ? null : await usablePasswordHash(db, member)
  if (!(await verifyPassword(passwordHash, password))) {
    return { kind: "wrong_proof" }
  }
  return db.$transaction(async (tx): Promise<OperationOutput<"startSecondStep">> => {
    // Takes turns with a change of password or a disabling that began since: both end the steps they find.
    await lockMember(tx, memberId)
    const now = await dbNow(tx)
    const stillOpens = { id: memberId, passwordHash, disabledAt: null }
    if ((await tx.member.count({ where: stillOpens })) === 0) return { kind: "wrong_proof" }
    const token = createOneTimeToken()
    const expiresAt = inStepTime(now)
    await tx.secondStep.deleteMany({ where: { memberId, expiresAt: { lt: now } } })
    await tx.secondStep.create({
      data: { memberId, tokenHash: hashOneTimeToken(token), expiresAt },
      select: { id: true },
    })
    return { kind: "step_started", token, expiresInSeconds: LASTS_IN_SECONDS }
  })
}

/** What the browser needs to sign with one of the passkeys of the step's member. */
export async function startStepPasskey(
  keeper: Keeper,
  { token }: OperationInput<"startStepPasskey">,
): Promise<OperationOutput<"startStepPasskey">> {
  const step = await findStep(keeper, token)
  if (step === null) return { kind: "over" }
  return askPasskeyOf(keeper, step.memberId, `step:${step.id}`)
}

/** Ends the step with a second factor: web may open a session for its member. */
export async function passSecondStep(
  keeper: Keeper,
  attempt: OperationInput<"passSecondStep">,
): Promise<OperationOutput<"passSecondStep">> {
  const step = await findStep(keeper, attempt.token)
  if (step === null) return { kind: "over" }
  const { memberId } = step
  const { proof } = attempt
  const verdict = await checkProof(keeper, step, attempt)
  if (verdict.kind === "wrong_proof") {
    const detail = { by: proof.kind }
    await recordRefusal(keeper.db, { kind: "member.second_factor_refused", memberId, detail })
  }
  if (verdict.kind === "throttled") {
    const detail = { at: "second_factor" }
    noteRefusal(keeper.db, { kind: "member.had_to_wait", memberId, detail })
  }
  if (verdict.kind !== "right") return verdict
  if (proof.kind === "recovery_code") {
    await recordEvent(keeper.db, { kind: "member.recovery_code_used", memberId })
  }
  return endStep(keeper, step.id)
}

/** Ends a step in which the member has set up their first second factor. */
export async function finishSecondStep(
  keeper: Keeper,
  { token }: OperationInput<"finishSecondStep">,
): Promise<OperationOutput<"finishSecondStep">> {
  const step = await findStep(keeper, token)
  return step === null || step.setUpAt === null ? { kind: "over" } : endStep(keeper, step.id)
}

/** A step that is still open, of a member who may still sign in. */
export async function findStep({ db }: Keeper, token: string): Promise<OpenStep | null> {
  return db.secondStep.findFirst({
    where: {
      tokenHash: hashOneTimeToken(token),
      expiresAt: { gt: await dbNow(db) },
      member: { disabledAt: null },
    },
    select: { id: true, memberId: true, setUpAt: true },
  })
}

/** Setting up takes its time: an app has to be fetched first. */
export async function prolongStep({ db }: Keeper, id: string): Promise<void> {
  const expiresAt = inStepTime(await dbNow(db))
  await db.secondStep.updateMany({ where: { id }, data: { expiresAt } })
}

async function checkProof(
  keeper: Keeper,
  { id, memberId }: OpenStep,
  { proof, deviceId }: { proof: StepProof; deviceId: string | null },
) {
  if (proof.kind === "passkey") {
    const { response } = proof
    return checkPasskey(keeper, { response, use: `step:${id}`, memberId })
  }
  const way = { kind: "second_step", memberId, deviceId } as const
  return tryCode(keeper, { way, memberId, ...proof })
}

/** One passes, however many ask at once. */
async function endStep(
  { db }: Keeper,
  id: string,
): Promise<{ kind: "passed"; memberId: string } | { kind: "over" }> {
  const ended = await db.$queryRaw<{ memberId: string }[]>`
    DELETE FROM "SecondStep" WHERE "id" = ${id}::uuid RETURNING "memberId"`
  const [step] = ended
  return step === undefined ? { kind: "over" } : { kind: "passed", memberId: step.memberId }
}

function inStepTime(now: Date): Date {
  return new Date(now.getTime() + LASTS_IN_SECONDS * 1000)
}

type OpenStep = { id: string; memberId: string; setUpAt: Date | null }
