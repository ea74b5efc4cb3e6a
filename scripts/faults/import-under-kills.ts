import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { readTokens, startImported } from "@/keeper/testing/imports"
import { type KeeperProcess, startKeeperProcess } from "@/keeper/testing/keeper-process"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import { CHAIN_SCOPES } from "@/keeper/testing/store-chains"
import { fingerprintOf } from "@/sandbox/world/refresh-chains"
import { createRandom } from "@/scripts/faults/random"

const KILLS = 3
const DELAY_IN_MS = 120
// After an answer that may be lost, a refusal is asked again so often (docs/refresh-chain.md, "The ladder").
const MOST_QUESTIONS = 3

/**
 * Imports many chains that were begun elsewhere while the only keeper is killed three times, each time in the middle of
 * presentations. A tenth of the tokens are refused, a twentieth stand in the file twice, and a twentieth of the requests
 * get no answer, half of them although Xero has carried them out.
 */
export async function importUnderKills(testEnv: TestEnv, plan: ImportPlan): Promise<ImportSeen> {
  const random = createRandom(plan.seed)
  const tokens = await beginManyElsewhere(testEnv, plan.rows)
  const refused = tokens.map((_, index) => index % 10 === 0)
  const sent = tokens.map((token, index) => (refused[index] ? `made-up-token-${index}` : token))
  const doubled = sent.filter((_, index) => index % 20 === 5)
  await playFaults(
    testEnv,
    sent.filter((_, index) => index % 20 === 7),
  )
  const importId = await readTokens(testEnv, [...sent, ...doubled].join("\n"))
  await startImported(testEnv, importId)
  const lines: string[] = []
  let hits = 0
  for (let kills = 1; kills <= KILLS; kills += 1) {
    const keeper = await startKeeperProcess(testEnv.env)
    await untilDone(testEnv, importId, (plan.rows * kills) / (KILLS + 2))
    await untilOpen(testEnv, keeper)
    await sleep(random() * DELAY_IN_MS)
    await keeper.kill()
    hits += await testEnv.db.importAttempt.count({ where: { keeperId: keeper.id, outcome: null } })
    lines.push(...keeper.lines)
  }
  const last = await startKeeperProcess(testEnv.env)
  await untilDone(testEnv, importId, Number.POSITIVE_INFINITY)
  await last.kill("SIGTERM")
  lines.push(...last.lines)
  const count = refused.filter(Boolean).length
  return {
    lines,
    hits,
    outcomes: await countOutcomes(testEnv, importId),
    expected: { connected: plan.rows - count, refused: count, duplicate: doubled.length },
    ...(await judgePresentations(testEnv, sent)),
    keptSecrets: await testEnv.db.importRow.count({ where: { tokenSealed: { not: null } } }),
  }
}

/** Each of its own Xero user with one organisation; their refresh tokens. */
async function beginManyElsewhere(testEnv: TestEnv, count: number): Promise<string[]> {
  const people = Array.from({ length: count }, (_, index) => ({
    xeroUserId: randomUUID(),
    tenantId: randomUUID(),
    name: `Organisation ${index}`,
  }))
  const { chains } = await testEnv.control.seed({
    users: people.map(({ xeroUserId, tenantId, name }) => ({
      xeroUserId,
      givenName: "Owner",
      familyName: `of ${name}`,
      email: "owner@tenants.example",
      roles: { [tenantId]: "standard" as const },
    })),
    organisations: people.map(({ tenantId, name }) => ({ tenantId, name })),
    connections: people.map(({ xeroUserId, tenantId }) => ({ xeroUserId, tenantId })),
    chains: people.map(({ xeroUserId }) => ({ xeroUserId, scopes: CHAIN_SCOPES })),
  })
  return chains.map((one) => one.refreshToken)
}

async function playFaults({ control }: TestEnv, unanswered: string[]): Promise<void> {
  for (const [index, token] of unanswered.entries()) {
    const kind = index % 2 === 0 ? "drop-after" : "drop-before"
    await control.addFault({ target: "token", fingerprint: fingerprintOf(token), kind, times: 1 })
  }
  const slow = { target: "token", grantType: "refresh_token", kind: "delay-after" } as const
  await control.addFault({ ...slow, delayInMilliseconds: DELAY_IN_MS, times: 0 })
}

/** Until so many rows have their outcome, or all. */
async function untilDone({ db }: TestEnv, importId: string, wanted: number): Promise<void> {
  for (let polls = 0; polls < 20_000; polls += 1) {
    const [row] = await db.$queryRaw<{ done: number; left: number }[]>`
      SELECT count("outcome")::int AS "done", (count(*) - count("outcome"))::int AS "left"
      FROM "ImportRow" WHERE "importId" = ${importId}::uuid`
    if (row !== undefined && (row.left === 0 || row.done >= wanted)) return
    await sleep(50)
  }
  throw new Error("the import does not go on")
}

async function untilOpen({ db }: TestEnv, { id }: KeeperProcess): Promise<void> {
  for (let polls = 0; polls < 500; polls += 1) {
    if ((await db.importAttempt.count({ where: { keeperId: id, outcome: null } })) > 0) return
    await sleep(5)
  }
}

async function countOutcomes({ db }: TestEnv, importId: string): Promise<Record<string, number>> {
  const rows = await db.$queryRaw<{ kind: string; rows: number }[]>`
    SELECT coalesce("outcome"->>'kind', 'none') AS "kind", count(*)::int AS "rows" FROM "ImportRow"
    WHERE "importId" = ${importId}::uuid GROUP BY 1`
  return Object.fromEntries(rows.map(({ kind, rows: count }) => [kind, count]))
}

/**
 * `unrecorded`: requests without a committed intent. `again`: presentations beyond the first; `withoutNeed`: those of them
 * before which every earlier one had a verdict. A refusal after an answer that may be lost is a question, and no verdict.
 */
async function judgePresentations({ control, db }: TestEnv, tokens: string[]) {
  const { counters } = await control.state()
  const rows = await db.importRow.findMany({
    where: { fingerprint: { in: tokens.map(fingerprintOf) }, presentations: { gt: 0 } },
    select: { fingerprint: true, attempts: { select: { outcome: true } } },
  })
  const judged = rows.map(({ fingerprint, attempts }) => {
    const asked = counters.tokenRequests.filter((one) => one.fingerprint === fingerprint).length
    const open = attempts.filter((one) => one.outcome === null || one.outcome === "unknown").length
    const refusals = attempts.filter((one) => one.outcome === "invalid_grant").length
    const questions = open === 0 ? 0 : Math.min(refusals, MOST_QUESTIONS)
    return { asked, intents: attempts.length, needed: 1 + open + questions }
  })
  const sum = (of: (one: (typeof judged)[number]) => number) =>
    judged.reduce((all, one) => all + Math.max(0, of(one)), 0)
  return {
    again: sum((one) => one.asked - 1),
    unrecorded: sum((one) => one.asked - one.intents),
    withoutNeed: sum((one) => one.asked - one.needed),
  }
}

export type ImportPlan = { rows: number; seed: number }
export type ImportSeen = {
  lines: string[]
  /** Presentations that a kill left open. */
  hits: number
  outcomes: Record<string, number>
  expected: Record<string, number>
  again: number
  unrecorded: number
  withoutNeed: number
  /** Tokens that an ended import still holds. */
  keptSecrets: number
}
