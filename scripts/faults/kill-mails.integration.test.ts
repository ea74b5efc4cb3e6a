import { setTimeout as sleep } from "node:timers/promises"
import { expect, inject, it } from "vitest"
import { layOutMail } from "@/keeper/mail/lay-out-mail"
import { storeMail } from "@/keeper/mail/outbox"
import { startKeeperProcess } from "@/keeper/testing/keeper-process"
import { startMailServer } from "@/keeper/testing/mail-server"
import { passMailTime, setMailServer } from "@/keeper/testing/mail-test-env"
import { startTestEnv } from "@/keeper/testing/start-test-env"
import { createRandom } from "@/scripts/faults/random"

const { seed, long } = inject("faults")
const MAILS = long ? 300 : 40
const KILLS = long ? 12 : 2

it(`brings nobody of ${MAILS} people two mails, and each one mail, though keepers are killed while they send; in doubt it says so`, async () => {
  const testEnv = await startTestEnv({ env: { ALERT_ALLOW_PRIVATE_TARGETS: "true" } })
  // It takes its time, so that a kill meets mails at every step.
  const random = createRandom(seed)
  const mail = await startMailServer({ pause: () => 5 + random() * 60 })
  await setMailServer(testEnv, mail.port)
  await testEnv.db.$transaction(async (tx) => {
    for (let n = 0; n < MAILS; n += 1) await storeMail(testEnv.keeper, tx, mailTo(n))
  })
  for (let kills = 0; kills < KILLS; kills += 1) {
    const keeper = await startKeeperProcess(testEnv.env)
    await sleep(200 + random() * 900)
    await keeper.kill()
    // What it had claimed is due again, as if its lease had run out.
    await passMailTime(testEnv)
  }
  const last = await startKeeperProcess(testEnv.env)
  while ((await testEnv.db.mail.count({ where: { state: "waiting" } })) > 0) await sleep(100)
  await last.kill("SIGTERM")
  const unclear = await testEnv.db.mail.count({ where: { state: "unclear" } })
  const got = new Set(mail.mails.flatMap(({ to }) => to))
  console.log(
    `${mail.mails.length} mails to ${got.size} of ${MAILS} people, ${KILLS} kills, ${unclear} unclear`,
  )
  await mail.close()
  await testEnv.close()
  expect(mail.mails).toHaveLength(got.size)
  expect(MAILS - got.size).toBeLessThanOrEqual(unclear)
  expect(got.size).toBeGreaterThan(MAILS - KILLS * 5)
}, 300_000)

function mailTo(n: number) {
  const content = layOutMail({
    title: "Please reconnect",
    what: "Somebody asks you to reconnect an organisation.",
    todo: null,
    button: { label: "Open", link: "https://tenantry.example/" },
    foot: "Sent by a test.",
  })
  return { kind: "notice" as const, to: `person.${n}@ledgers.example`, content, once: true }
}
