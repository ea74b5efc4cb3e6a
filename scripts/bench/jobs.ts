import { randomUUID } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { storeCrowd } from "@/keeper/testing/crowd"
import { timings } from "@/keeper/timings"
import { createVault } from "@/keeper/vault/vault"
import type { Db } from "@/lib/db/create-db"
import { vaultKeys } from "@/lib/env-values"
import { sandboxControl } from "@/sandbox/control"
import type { Stack } from "@/scripts/check/stack"
import { median } from "./median"
import { loadPage, openProduct, type Product } from "./open-product"
import { readFlags } from "./read-flags"
import { signIn } from "./sign-in"

// npm run bench:jobs: Check now on 1,000 organisations, each with a sign-in of its own whose access token has expired: how
// long it takes, how many token requests and rows are under way at once, and what the list page costs meanwhile. Some two
// minutes after the build. `-- --organisations 5000` asks for more.
const { organisations: ORGANISATIONS } = readFlags({ organisations: 1_000 })
const LOOK_EVERY_IN_MILLISECONDS = 50
const PAGES_BEFORE = 20

await measure(await openProduct())

async function measure({ stack, db }: Product): Promise<void> {
  const cookie = await signIn(stack)
  await connect(stack, db)
  const load = async () => (await loadPage(stack, { cookie, path: "/organisations" })).milliseconds
  const before: number[] = []
  for (let n = 0; n < PAGES_BEFORE; n += 1) before.push(await load())
  const jobId = await startJob(stack, db)
  const startedAt = performance.now()
  let isOver = false
  const pages = (async () => {
    const taken: number[] = []
    while (!isOver) taken.push(await load())
    return taken
  })()
  const most = await watch(db, jobId)
  isOver = true
  const seconds = (performance.now() - startedAt) / 1_000
  const during = await pages
  const good = await db.jobRow.count({ where: { jobId, isGood: true } })
  console.log(`${good} of ${ORGANISATIONS} organisations checked in ${seconds.toFixed(1)} s`)
  await printFailures(db, jobId)
  console.log(`at once, at most: ${most.requests} token requests, ${most.units} units of the job`)
  const [quiet, busy] = [median(before), median(during)]
  console.log(
    `the list page: ${quiet.toFixed(0)} ms before, ${busy.toFixed(0)} ms beside it (medians)`,
  )
}

/** What the rows say that had no success. */
async function printFailures(db: Db, jobId: string): Promise<void> {
  const rows = await db.$queryRaw<{ outcome: unknown; turn: number; rows: number }[]>`
    SELECT "outcome", "turn", count(*)::int AS "rows" FROM "JobRow"
    WHERE "jobId" = ${jobId}::uuid AND "isGood" IS NOT TRUE GROUP BY 1, 2`
  for (const one of rows)
    console.log(`${one.rows} without success: ${JSON.stringify(one.outcome)}, turn ${one.turn}`)
}

/** Chains that are real at both ends. */
async function connect(stack: Stack, db: Db): Promise<void> {
  const keys = vaultKeys.parse(readFileSync(join(stack.dataDir, "vault-keys"), "utf8").trim())
  const { id: installationId } = await db.installation.findFirstOrThrow({ select: { id: true } })
  const app = await db.xeroApp.findFirstOrThrow({ where: { current: true }, select: { id: true } })
  const vault = createVault({ keys, installationId })
  const keeper = { db, vault, xeroAppId: app.id, timings: timings() }
  await storeCrowd({ control: sandboxControl(stack.apiUrl), keeper }, ORGANISATIONS)
}

async function startJob(stack: Stack, db: Db): Promise<string> {
  const jobId = randomUUID()
  const member = await db.member.findFirstOrThrow({ select: { id: true } })
  const secret = readFileSync(join(stack.dataDir, "keeper-secret"), "utf8").trim()
  const filter = { kind: "matching", search: "", status: null, grantId: null, only: null }
  const response = await fetch(`${stack.keeperUrl}/operations/startJob`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${secret}`,
      "content-type": "application/json",
      "tenantry-member": member.id,
    },
    body: JSON.stringify({
      jobId,
      act: "check",
      serviceId: null,
      which: { ...filter, count: ORGANISATIONS },
    }),
  })
  const answer = await response.text()
  if (!answer.includes('"started"')) throw new Error(`the job did not start: ${answer}`)
  return jobId
}

/** Looks on until the job is over. */
async function watch(db: Db, jobId: string): Promise<{ requests: number; units: number }> {
  const most = { requests: 0, units: 0 }
  for (;;) {
    const [now] = await db.$queryRaw<{ requests: number; units: number; isOver: boolean }[]>`
      SELECT (SELECT count(*)::int FROM "RefreshAttempt" WHERE "finishedAt" IS NULL) AS "requests",
        (SELECT count(DISTINCT "leaderId")::int FROM "JobRow" WHERE "jobId" = ${jobId}::uuid AND "state" = 'waiting'
          AND "claimedUntil" > clock_timestamp()) AS "units",
        EXISTS (SELECT FROM "Job" WHERE "id" = ${jobId}::uuid AND "finishedAt" IS NOT NULL) AS "isOver"`
    if (now === undefined || now.isOver) return most
    most.requests = Math.max(most.requests, now.requests)
    most.units = Math.max(most.units, now.units)
    await sleep(LOOK_EVERY_IN_MILLISECONDS)
  }
}
