import type { Keeper } from "@/keeper/keeper"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationOutput } from "@/lib/contract/operations"
import type { Tx } from "@/lib/db/create-db"
import { findMemberLabel } from "@/lib/names/find-labels"

/** The member's own request ends, and its link with it. */
export async function withdrawEmailChange(
  { db }: Pick<Keeper, "db">,
  memberId: string,
): Promise<OperationOutput<"withdrawEmailChange">> {
  await db.$transaction((tx) => endEmailChange(tx, { memberId, actorId: memberId }))
  return { kind: "withdrawn" }
}

/** Ends whatever change of their e-mail address a member has asked for. */
export async function endEmailChange(tx: Tx, { memberId, actorId }: Ending): Promise<void> {
  const [ended] = await tx.$queryRaw<{ email: string; wasOpen: boolean }[]>`
    DELETE FROM "EmailChange" WHERE "memberId" = ${memberId}::uuid
    RETURNING "email", "expiresAt" > clock_timestamp() AS "wasOpen"`
  if (!ended?.wasOpen) return
  const own = { email: ended.email }
  const detail =
    actorId === memberId
      ? own
      : { subjectId: memberId, member: await findMemberLabel(tx, memberId), ...own }
  await recordEvent(tx, { kind: "member.email_withdrawn", memberId: actorId, detail })
}

/** `actorId`: who ends it. */
type Ending = { memberId: string; actorId: string }
