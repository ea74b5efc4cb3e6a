import type { SandboxState, TestEnv } from "@/keeper/testing/start-test-env"

/**
 * I6: token sets presented after they were superseded (an answer to them was saved) and more than 30 minutes, at the
 * keeper's pace, after their first presentation, whatever grace the sandbox gives. Null if the sandbox no longer knows
 * every request.
 */
export async function countOutsideGrace(
  testEnv: TestEnv,
  { counters }: SandboxState,
): Promise<number | null> {
  if (counters.tokenRequests.length < counters.totalTokenRequests) return null
  const rows = await testEnv.db.$queryRaw<{ fingerprint: string; at: Date }[]>`
    SELECT parent."fingerprint", min(attempt."finishedAt") AS "at" FROM "TokenSet" child
    JOIN "TokenSet" parent ON parent."id" = child."parentId" AND parent."fingerprint" <> child."fingerprint"
    JOIN "RefreshAttempt" attempt ON attempt."id" = child."attemptId"
    GROUP BY parent."fingerprint"`
  const supersededAt = new Map(rows.map((row) => [row.fingerprint, row.at.getTime()]))
  const firstAt = new Map<string, number>()
  // The keeper promises two minutes less, as a margin for requests under way.
  const graceInMilliseconds = (testEnv.keeper.timings.replayable * 30) / 28
  return counters.tokenRequests.filter(({ fingerprint = "", at }) => {
    const now = Date.parse(at)
    const first = firstAt.get(fingerprint) ?? now
    firstAt.set(fingerprint, first)
    const superseded = now > (supersededAt.get(fingerprint) ?? Number.POSITIVE_INFINITY)
    return superseded && now > first + graceInMilliseconds
  }).length
}

/** Token requests without a committed intent. Null if the sandbox no longer knows every request. */
export async function countUnrecorded(
  testEnv: TestEnv,
  { counters }: SandboxState,
): Promise<number | null> {
  if (counters.tokenRequests.length < counters.totalTokenRequests) return null
  const attempts = await testEnv.db.refreshAttempt.findMany({
    select: { tokenSet: { select: { fingerprint: true } } },
  })
  const recorded = countEach(attempts.map((one) => one.tokenSet.fingerprint))
  const sent = countEach(counters.tokenRequests.flatMap((one) => one.fingerprint ?? []))
  const beyond = [...sent].map(([name, times]) => Math.max(0, times - (recorded.get(name) ?? 0)))
  return beyond.reduce((sum, count) => sum + count, 0)
}

function countEach(names: string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
