import { randomBytes } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { type Bench, openBench, startKeeper } from "./chain-processes"
import { readFlags } from "./read-flags"
import { bodiesOf, fetchEach, fetchOne, fillServices } from "./token-requests"

// npm run bench:reseal: 20,000 token sets are sealed anew with a second key while services fetch 200 tokens a second; then a
// keeper starts without the first key and serves. Some eight minutes; `-- --sets 2000` for fewer.
const { sets: SETS, rate: RATE } = readFlags({ sets: 20_000, rate: 200 })
const SERVICES = 64
const MOST_ASKED_FOR = 1_000
const LONGEST_IN_MS = 20 * 60 * 1_000
const NEW_KEY = `k2:${randomBytes(32).toString("base64")}`

const bench = await openBench()
await measure(bench)

async function measure(given: Bench): Promise<void> {
  const filled = await fillServices(given, { organisations: SETS, services: SERVICES })
  const bodies = bodiesOf(filled, Math.min(SETS, MOST_ASKED_FOR))
  const old = given.env.VAULT_KEYS ?? ""
  const both = { ...given, env: { ...given.env, VAULT_KEYS: `${NEW_KEY},${old}` } }
  const keeper = await startKeeper(both)
  await fetchEach(keeper.url, bodies)
  console.log(
    `${SETS} token sets are stored; ${await countOld(given)} values depend on the old key`,
  )
  await loadFor(keeper.url, bodies, "before", () => sleep(10_000))
  await given.database.query(
    `INSERT INTO "Reseal" ("singleton", "keyId", "startedAt") VALUES (true, 'k2', clock_timestamp())`,
  )
  await loadFor(keeper.url, bodies, "while sealing anew", () => untilFinished(given))
  console.log(`${await countOld(given)} values depend on the old key`)
  await keeper.stop()
  const alone = await startKeeper({ ...given, env: { ...given.env, VAULT_KEYS: NEW_KEY } })
  await loadFor(alone.url, bodies, "without the old key", () => sleep(10_000))
  await alone.stop()
}

/** Fetches at the rate, one after the other in time and not waiting for answers, until `until` is done. */
async function loadFor(
  url: string,
  bodies: string[],
  when: string,
  until: () => Promise<unknown>,
): Promise<void> {
  const times: number[] = []
  const asked: Promise<void>[] = []
  let failed = 0
  let isOver = false
  const startedAt = performance.now()
  const done = until().finally(() => {
    isOver = true
  })
  for (let index = 0; !isOver; index += 1) {
    const askedAt = performance.now()
    const one = fetchOne(url, bodies[index % bodies.length] ?? "").then(
      () => void times.push(performance.now() - askedAt),
      () => {
        failed += 1
      },
    )
    asked.push(one)
    await sleep(Math.max(0, startedAt + ((index + 1) * 1_000) / RATE - performance.now()))
  }
  await Promise.all([done, ...asked])
  const seconds = (performance.now() - startedAt) / 1_000
  times.sort((one, other) => one - other)
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(1)
  console.log(
    `${when}: ${asked.length} token requests in ${seconds.toFixed(1)} s (${(asked.length / seconds).toFixed(0)}/s), ${failed} failed, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
  )
}

async function untilFinished({ database }: Bench): Promise<void> {
  const deadline = performance.now() + LONGEST_IN_MS
  let begunAt: number | null = null
  while (performance.now() < deadline) {
    const { rows } = await database.query(
      `SELECT "done", "finishedAt" IS NOT NULL AS "finished" FROM "Reseal"`,
    )
    const [row] = rows as { done: number; finished: boolean }[]
    // A keeper looks for it every half minute.
    if (row !== undefined && row.done > 0) begunAt ??= performance.now()
    if (row?.finished && begunAt !== null) {
      const seconds = (performance.now() - begunAt) / 1_000
      console.log(`${row.done} values were sealed anew in ${seconds.toFixed(1)} s`)
      return
    }
    await sleep(250)
  }
  throw new Error("the re-sealing did not end")
}

/** By their envelopes: every value of one key begins alike. */
async function countOld({ database }: Bench): Promise<number> {
  const { rows } = await database.query(
    `SELECT count(*)::int AS "count" FROM "TokenSet",
       LATERAL (VALUES ("accessTokenSealed"), ("refreshTokenSealed")) AS v("sealed")
     WHERE starts_with(v."sealed", $1)`,
    [Buffer.from('{"alg":"dir","enc":"A256GCM","kid":"k1"').toString("base64url")],
  )
  return (rows as { count: number }[])[0]?.count ?? 0
}
