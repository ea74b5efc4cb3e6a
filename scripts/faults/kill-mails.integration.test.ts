import { randomUUID } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { expect, inject, it } from "vitest"
import { storeCrowd } from "@/keeper/testing/crowd"
import { type KeeperProcess, startKeeperProcess } from "@/keeper/testing/keeper-process"
import { startMailServer } from "@/keeper/testing/mail-server"
import { passMailTime, setMailServer } from "@/keeper/testing/mail-test-env"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import type { OperationInput } from "@/lib/contract/operations"
import { createRandom } from "@/scripts/faults/random"

const { seed, long } = inject("faults")
const RECIPIENTS = long ? 300 : 40
const ROWS = long ? 300 : 100
const KILLS = long ? 12 : 3
const FILTER = { kind: "matching", search: "", status: null, grantId: null, only: null } as const
const EVERYTHING = { ...FILTER, count: ROWS }

it(`a campaign brings nobody of ${RECIPIENTS} people two mails, and each one mail, though keepers are killed from its start on; in doubt it says so. A job on ${ROWS} organisations gives each one result, and ends once`, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "tenantry-mails-"))
  const env = { ALERT_ALLOW_PRIVATE_TARGETS: "true", DATA_DIR: dataDir }
  const testEnv = await startTestEnv({ env })
  // It takes its time, so that a kill meets mails at every step.
  const random = createRandom(seed)
  const mail = await startMailServer({ pause: () => 5 + random() * 60 })
  await setMailServer(testEnv, mail.port)
  await storeCrowd(testEnv, ROWS)
  await testEnv.db.$executeRaw`
    UPDATE "Grant" SET "xeroUserEmail" = "id"::text || '@ledgers.example'
    WHERE "id" IN (SELECT "id" FROM "Grant" LIMIT ${RECIPIENTS})`
  const [campaignId, jobId] = [randomUUID(), randomUUID()]
  const start = (keeper: KeeperProcess) =>
    Promise.all([
      ask(testEnv, keeper, "startCampaign", campaign(campaignId)),
      ask(testEnv, keeper, "startJob", job(jobId)),
    ])
  for (let kills = 0; kills < KILLS; kills += 1) {
    const keeper = await startKeeperProcess(testEnv.env)
    const asked = start(keeper)
    await sleep((kills === 0 ? 0 : 200) + random() * 900)
    await keeper.kill()
    await asked
    // What it had claimed is due again, as if its lease had run out.
    await passMailTime(testEnv)
    await testEnv.db.$executeRaw`UPDATE "JobRow" SET "claimedUntil" = clock_timestamp()`
  }
  const last = await startKeeperProcess(testEnv.env)
  expect(await start(last)).toEqual(["started", "started"])
  while (await isUnderWay(testEnv)) await sleep(100)
  await last.kill("SIGTERM")
  const unclear = await testEnv.db.mail.count({ where: { state: "unclear" } })
  const got = new Set(mail.mails.flatMap(({ to }) => to))
  console.log(
    `${mail.mails.length} mails to ${got.size} of ${RECIPIENTS} people, ${KILLS} kills, ${unclear} unclear`,
  )
  const links = await testEnv.db.link.count()
  const rows = await testEnv.db.$queryRaw`
    SELECT "state"::text, "outcome"->>'kind' AS "outcome", "isGood", count(*)::int AS "rows" FROM "JobRow" GROUP BY 1, 2, 3`
  const finished = await testEnv.db.auditEvent.findMany({
    where: { kind: "job.finished" },
    select: { detail: true },
  })
  await mail.close()
  await testEnv.close()
  rmSync(dataDir, { recursive: true })
  expect(links).toBe(RECIPIENTS)
  expect(mail.mails).toHaveLength(got.size)
  expect(RECIPIENTS - got.size).toBeLessThanOrEqual(unclear)
  expect(got.size).toBeGreaterThan(RECIPIENTS - KILLS * 5)
  expect(rows).toEqual([{ state: "done", outcome: "listed", isGood: true, rows: ROWS }])
  expect(finished).toEqual([{ detail: { jobId, act: "check", good: ROWS, failed: 0 } }])
}, 300_000)

function campaign(campaignId: string): OperationInput<"startCampaign"> {
  const asked = { purpose: "reconnect", note: "Please reconnect.", days: 7 } as const
  return { campaignId, which: EVERYTHING, addresses: [], ...asked }
}

function job(jobId: string): OperationInput<"startJob"> {
  return { jobId, act: "check", serviceId: null, which: EVERYTHING }
}

/** Asks as web does; asked again, it is the same campaign or job. */
async function ask(
  { env, memberId }: TestEnv,
  { url }: KeeperProcess,
  operation: string,
  input: object,
): Promise<string> {
  const answer = await fetch(`${url}/operations/${operation}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${env.KEEPER_SECRET}`,
      "content-type": "application/json",
      "tenantry-member": memberId,
    },
    body: JSON.stringify(input),
  }).catch(() => null)
  const body = (await answer?.json().catch(() => null)) as { kind: string } | null
  return body?.kind ?? "no answer"
}

/** A link still has to get its first mail, a mail waits, or the job goes on. */
async function isUnderWay({ db }: TestEnv): Promise<boolean> {
  const unwritten = await db.campaignLink.count({ where: { mails: 0, nextMailAt: { not: null } } })
  const waiting = await db.mail.count({ where: { state: "waiting" } })
  return unwritten + waiting + (await db.job.count({ where: { finishedAt: null } })) > 0
}
