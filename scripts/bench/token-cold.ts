import type { Bench } from "./chain-processes"
import { median } from "./median"
import { fetchOne } from "./token-requests"

const ROUNDS = 7
const CALLERS = 50
const GOAL_IN_MILLISECONDS = 160

/**
 * One expired token, fetched by one caller and by 50 at once: how many token requests that takes, and how long the
 * slowest waits.
 */
export async function reportCold(bench: Bench, asked: Asked): Promise<void> {
  const alone: number[] = []
  const slowest: number[] = []
  const requests: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    await expire(bench, asked.tenantId)
    alone.push(await timed(asked))
    await expire(bench, asked.tenantId)
    const before = (await bench.ask("count")).accepted
    const times = await Promise.all(Array.from({ length: CALLERS }, () => timed(asked)))
    slowest.push(Math.max(...times))
    requests.push((await bench.ask("count")).accepted - before)
  }
  const [one, many] = [median(alone), median(slowest)]
  console.log(
    `cold: ${CALLERS} callers on one expired token: ${Math.max(...requests)} token request, slowest ${many.toFixed(0)} ms (one caller alone ${one.toFixed(0)} ms, Xero 100 ms, goal ${GOAL_IN_MILLISECONDS} ms)`,
  )
}

async function expire({ database }: Bench, tenantId: string): Promise<void> {
  const { rows } = await database.query<{ grantId: string }>(
    `SELECT "grantId" FROM "Connection" WHERE "tenantId" = $1`,
    [tenantId],
  )
  const grantId = rows[0]?.grantId
  await database.query(
    `UPDATE "TokenSet" SET "accessTokenExpiresAt" = clock_timestamp() WHERE "grantId" = $1`,
    [grantId],
  )
  await database.query("SELECT pg_notify('tenantry', $1)", [`grant:${grantId}`])
  await new Promise((resolve) => setTimeout(resolve, 200))
}

async function timed({ url, form }: Asked): Promise<number> {
  const startedAt = performance.now()
  await fetchOne(url, form)
  return performance.now() - startedAt
}

type Asked = { url: string; tenantId: string; form: string }
