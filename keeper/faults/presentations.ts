import type { SandboxState, Stage } from "@/keeper/testing/open-stage"

/** I6: refresh tokens presented after their grace was over. Null where the sandbox no longer knows every request. */
export function countOutsideGrace({ chains, counters, options }: SandboxState): number | null {
  if (counters.tokenRequests.length < counters.totalTokenRequests) return null
  const graceEnds = new Map(
    chains
      .flatMap((one) => one.refreshTokens)
      .flatMap(({ fingerprint, firstUsedAt }) =>
        firstUsedAt === null
          ? []
          : [[fingerprint, Date.parse(firstUsedAt) + options.graceInSeconds * 1_000] as const],
      ),
  )
  return counters.tokenRequests.filter(({ fingerprint = "", at }) => {
    const graceEndsAt = graceEnds.get(fingerprint)
    return graceEndsAt !== undefined && Date.parse(at) > graceEndsAt
  }).length
}

/** Token requests that no committed intent stands for. Null where the sandbox no longer knows every request. */
export async function countUnrecorded(
  stage: Stage,
  { counters }: SandboxState,
): Promise<number | null> {
  if (counters.tokenRequests.length < counters.totalTokenRequests) return null
  const attempts = await stage.db.refreshAttempt.findMany({
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
