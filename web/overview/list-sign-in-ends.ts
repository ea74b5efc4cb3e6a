import { dbNow } from "@/lib/db/clock"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

const WEEK_IN_MILLISECONDS = 7 * 24 * 60 * 60 * 1_000
// A sign-in lasts 60 days.
const WEEKS = 9

/** How many living sign-ins end in each of the weeks to come, unless they are refreshed before; and those reach organisations. */
export async function listSignInEnds(): Promise<SignInWeek[]> {
  await requireMember("viewer")
  const now = await dbNow(db())
  const rows = await db().$queryRaw<{ week: number; count: number }[]>`
    SELECT floor(date_part('epoch', "refreshTokenExpiresAt" - ${now}) / 604800)::int AS "week", count(*)::int AS "count"
    FROM "Grant" g
    WHERE "state" = 'active' AND "refreshTokenExpiresAt" > ${now}
      AND EXISTS (SELECT FROM "Connection" c WHERE c."grantId" = g."id" AND c."state" = 'connected')
    GROUP BY 1`
  const counted = new Map(rows.map(({ week, count }) => [week, count]))
  return Array.from({ length: WEEKS }, (_, week) => ({
    from: new Date(now.getTime() + week * WEEK_IN_MILLISECONDS),
    ends: counted.get(week) ?? 0,
  }))
}

/** `from`: the first moment of these seven days. */
export type SignInWeek = { from: Date; ends: number }
