import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import { hashOneTimeToken } from "@/lib/members/one-time-token"
import { findNextStep, type NextStep } from "@/lib/members/second-factor"
import { db } from "@/web/db"

/** What the second step that this token names asks for; null where it is over or unknown. */
export async function findStepView(token: string, on: Tx = db()): Promise<StepView | null> {
  const step = await on.secondStep.findFirst({
    where: {
      tokenHash: hashOneTimeToken(token),
      expiresAt: { gt: await dbNow(on) },
      member: { disabledAt: null },
    },
    select: {
      memberId: true,
      setUpAt: true,
      member: {
        select: {
          _count: {
            select: { passkeys: true, codeApps: { where: { confirmedAt: { not: null } } } },
          },
        },
      },
    },
  })
  if (step === null) return null
  const { memberId, setUpAt, member } = step
  const { passkeys, codeApps } = member._count
  return {
    memberId,
    hasPasskey: passkeys > 0,
    hasApp: codeApps > 0,
    next: setUpAt !== null ? "finish" : await findNextStep(on, memberId),
  }
}

export type StepView = {
  memberId: string
  hasPasskey: boolean
  hasApp: boolean
  /** `finish`: a second factor was set up in this step. `none`: the member needs none any more. */
  next: NextStep | "finish"
}
