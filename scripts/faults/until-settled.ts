import { setTimeout as sleep } from "node:timers/promises"
import type { TestEnv } from "@/keeper/testing/start-test-env"

const LIMIT_IN_MS = 90_000

/** Waits until no refresh is under way, nothing fails and no confirming refresh is due. */
export async function untilSettled(testEnv: TestEnv): Promise<void> {
  const deadline = performance.now() + LIMIT_IN_MS
  while (performance.now() < deadline) {
    const [row] = await testEnv.db.$queryRaw<{ busy: number }[]>`
      SELECT count(*)::int AS "busy" FROM "Grant"
      WHERE "state" = 'active'
        AND ("failingSince" IS NOT NULL OR "strikes" > 0 OR "confirmationsDue" > 0 OR "leaseUntil" IS NOT NULL)`
    if (row?.busy === 0) return
    await sleep(50)
  }
}
