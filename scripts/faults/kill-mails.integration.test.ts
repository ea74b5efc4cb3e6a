import { randomUUID } from "node:crypto"
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
const KILLS = long ? 12 : 2

it(`a campaign brings nobody of ${RECIPIENTS} people two mails, and each one mail, though keepers are killed from its start on; in doubt it says so`, async () => {
  const testEnv = await startTestEnv({ env: { ALERT_ALLOW_PRIVATE_TARGETS: "true" } })
  // It takes its time, so that a kill meets mails at every step.
  const random = createRandom(seed)
  const mail = await startMailServer({ pause: () => 5 + random() * 60 })
  await setMailServer(testEnv, mail.port)
  await storeCrowd(testEnv, RECIPIENTS)
  await testEnv.db
    .$executeRaw`UPDATE "Grant" SET "xeroUserEmail" = "id"::text || '@ledgers.example'`
  const campaignId = randomUUID()
  for (let kills = 0; kills < KILLS; kills += 1) {
    const keeper = await startKeeperProcess(testEnv.env)
    const asked = startCampaign(testEnv, keeper, campaignId)
    await sleep((kills === 0 ? 0 : 200) + random() * 900)
    await keeper.kill()
    await asked
    // What it had claimed is due again, as if its lease had run out.
    await passMailTime(testEnv)
  }
  const last = await startKeeperProcess(testEnv.env)
  expect(await startCampaign(testEnv, last, campaignId)).toBe("started")
  while (await isUnderWay(testEnv)) await sleep(100)
  await last.kill("SIGTERM")
  const unclear = await testEnv.db.mail.count({ where: { state: "unclear" } })
  const got = new Set(mail.mails.flatMap(({ to }) => to))
  console.log(
    `${mail.mails.length} mails to ${got.size} of ${RECIPIENTS} people, ${KILLS} kills, ${unclear} unclear`,
  )
  const links = await testEnv.db.link.count()
  await mail.close()
  await testEnv.close()
  expect(links).toBe(RECIPIENTS)
  expect(mail.mails).toHaveLength(got.size)
  expect(RECIPIENTS - got.size).toBeLessThanOrEqual(unclear)
  expect(got.size).toBeGreaterThan(RECIPIENTS - KILLS * 5)
}, 300_000)

/** Asks as web does; asked again, it is the same campaign. */
async function startCampaign(
  { env, memberId }: TestEnv,
  { url }: KeeperProcess,
  campaignId: string,
): Promise<string> {
  const filter = { search: "", status: null, grantId: null, only: null }
  const input: OperationInput<"startCampaign"> = {
    campaignId,
    which: { kind: "matching", ...filter, count: RECIPIENTS },
    purpose: "reconnect",
    addresses: [],
    note: "Please reconnect.",
    days: 7,
  }
  const answer = await fetch(`${url}/operations/startCampaign`, {
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

/** A link still has to get its first mail, or a mail waits. */
async function isUnderWay({ db }: TestEnv): Promise<boolean> {
  const unwritten = await db.campaignLink.count({ where: { mails: 0, nextMailAt: { not: null } } })
  return unwritten + (await db.mail.count({ where: { state: "waiting" } })) > 0
}
