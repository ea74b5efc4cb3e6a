import { addAlertChannel } from "@/keeper/alerts/channels/channels"
import type { Keeper } from "@/keeper/keeper"
import { changeMailServer } from "@/keeper/mail/change-mail-server"
import type { TestEnv } from "@/keeper/testing/start-test-env"

/** Lets mails go to a server on loopback that needs no password. */
export async function setMailServer(testEnv: TestEnv, port: number): Promise<void> {
  testEnv.keeper.alerts.allowPrivateTargets = true
  const changed = await changeMailServer(testEnv.keeper, testEnv.memberId, {
    host: "127.0.0.1",
    port,
    security: "none",
    smtpName: null,
    smtpPassword: null,
    from: "tenantry@tenantry.example",
  })
  if (changed.kind !== "changed") throw new Error(JSON.stringify(changed))
}

/** The same, with a channel for alerts. */
export async function addMailChannel(testEnv: TestEnv, port: number): Promise<void> {
  await setMailServer(testEnv, port)
  const added = await addAlertChannel(testEnv.keeper, testEnv.memberId, {
    kind: "email",
    name: "Operations",
    to: ["ops@tenantry.example"],
  })
  if (added.kind !== "added") throw new Error(`no channel: ${JSON.stringify(added)}`)
}

/** Waiting mails fall due now, those included that a killed keeper had claimed. */
export async function passMailTime({ db }: Pick<Keeper, "db">): Promise<void> {
  await db.$executeRaw`
    UPDATE "Mail" SET "nextAttemptAt" = clock_timestamp() WHERE "state" = 'waiting'`
}
