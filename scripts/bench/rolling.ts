import { setTimeout as sleep } from "node:timers/promises"
import { Client } from "pg"
import { connectionTo } from "@/lib/db/connection"
import { applyMigration } from "@/prisma/apply-migration"
import { isBuilt } from "@/scripts/build/artefact.mjs"
import { type Bench, openBench } from "./chain-processes"
import { planParts } from "./parts"
import { readFlags } from "./read-flags"
import { startLoad } from "./rolling-load"
import { bodiesOf, fillServices } from "./token-requests"

// npm run bench:rolling: two webs and two keepers of the artefact (npm run build) on one database under token requests. Two
// migrations beside a long transaction, then each process replaced by SIGTERM, then each killed and started again: how many
// requests fail. Where a web gives no answer, a client asks the other, as a balancer does. `-- --callers 20` asks more. With
// BENCH_FROM, the dist/ of a neighbouring version, all begin with that one and are replaced by this one.
const { callers: CALLERS } = readFlags({ callers: 10 })
const ORGANISATIONS = 100
const SERVICES = 20
const APART_IN_MILLISECONDS = 3_000

if (!(await isBuilt())) throw new Error("There is no artefact of these sources: npm run build")
const bench = await openBench()
await measure(bench)

async function measure(bench: Bench): Promise<void> {
  const filled = await fillServices(bench, { organisations: ORGANISATIONS, services: SERVICES })
  const parts = await planParts(bench)
  for (const part of parts) await part.start(process.env.BENCH_FROM)
  const load = startLoad(
    CALLERS,
    parts.filter(({ name }) => name === "web").map(({ url }) => url),
    bodiesOf(filled, ORGANISATIONS),
  )
  await sleep(APART_IN_MILLISECONDS)
  load.mark("nothing happens")
  await migrateBeside(bench)
  load.mark("migrations beside a long transaction")
  for (const part of parts) {
    await part.stop("SIGTERM")
    await sleep(APART_IN_MILLISECONDS)
    await part.start()
    await sleep(APART_IN_MILLISECONDS)
    load.mark(`${part.name} at ${part.url} replaced`)
  }
  for (const part of parts) {
    await part.stop("SIGKILL")
    await sleep(APART_IN_MILLISECONDS)
    await part.start()
    load.mark(`${part.name} at ${part.url} killed and started again`)
  }
  await load.stop()
}

/** What a next version may do to tables that are in use, while somebody reads one of them for long. */
async function migrateBeside({ env, database }: Bench): Promise<void> {
  const reader = new Client(connectionTo(env.DATABASE_URL ?? ""))
  await reader.connect()
  await reader.query("BEGIN")
  await reader.query(`SELECT count(*) FROM "Grant"`)
  const migrations = [
    `ALTER TABLE "Grant" ADD "ofTheNextVersion" TEXT; ALTER TABLE "Tenant" ADD "ofTheNextVersion" INT DEFAULT 0;`,
    `CREATE INDEX CONCURRENTLY IF NOT EXISTS "Grant_next_idx" ON "Grant" ("ofTheNextVersion");`,
  ]
  const released = sleep(4_000).then(async () => {
    await reader.query("COMMIT")
    await reader.end()
  })
  for (const [index, script] of migrations.entries()) {
    await applyMigration(database, { name: `9999_${index}`, script, checksum: "made up" })
  }
  await released
}
