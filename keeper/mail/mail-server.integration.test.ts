import { readFile } from "node:fs/promises"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { channelPlace } from "@/keeper/alerts/channels/channel-secrets"
import {
  changeMailServer,
  removeMailServer,
  testMailServer,
} from "@/keeper/mail/change-mail-server"
import { resealMailServer } from "@/keeper/mail/mail-server"
import { MAIL_CERTIFICATE } from "@/keeper/testing/mail-certificate"
import { type MailServer, startMailServer } from "@/keeper/testing/mail-server"
import { shareTestEnv } from "@/keeper/testing/share-test-env"

const ACCOUNT = { name: "tenantry", password: "a-password-of-the-mail-server" }
const SERVER = {
  host: "mail.tenantry.example",
  port: 465,
  security: "tls",
  smtpName: ACCOUNT.name,
  smtpPassword: ACCOUNT.password,
  from: "tenantry@tenantry.example",
} as const
const testEnv = shareTestEnv()
let mailServer: MailServer

beforeAll(async () => {
  mailServer = await startMailServer({ security: "tls", ...ACCOUNT, signInNeeded: true })
})
beforeEach(async () => {
  const { alerts } = testEnv.keeper
  Object.assign(alerts, { allowPrivateTargets: false, certificates: MAIL_CERTIFICATE })
  alerts.resolve = async () => ["93.184.215.14"]
  await testEnv.db.mailServer.deleteMany()
  mailServer.mails.splice(0)
})
afterAll(() => mailServer.close())

function change(settings: Parameters<typeof changeMailServer>[2]) {
  return changeMailServer(testEnv.keeper, testEnv.memberId, settings)
}

function sendTest() {
  return testMailServer(testEnv.keeper, testEnv.memberId)
}

it("takes no private host, and no password without TLS", async () => {
  expect(await change({ ...SERVER, security: "none" })).toEqual(refused("tls_needed"))
  testEnv.keeper.alerts.resolve = async () => ["10.0.0.7"]
  expect(await change(SERVER)).toEqual(refused("private_address"))
  expect(await sendTest()).toEqual({ kind: "not_found" })
})

it("keeps a stored password only for the server and name that it was entered for", async () => {
  expect(await change({ ...SERVER, smtpPassword: null })).toEqual(refused("password_needed"))
  await change(SERVER)
  const kept = { ...SERVER, from: "alerts@tenantry.example", smtpPassword: null }
  expect(await change(kept)).toEqual({ kind: "changed" })
  for (const moved of [
    { host: "mail.evil.example" },
    { port: 587 },
    { security: "starttls" as const },
    { smtpName: "other" },
  ])
    expect(await change({ ...kept, ...moved })).toEqual(refused("password_needed"))
  expect(await change({ ...kept, smtpName: null })).toEqual({ kind: "changed" })
  expect(await stored()).toMatchObject({ passwordSealed: null })
})

it("sends the owner who asks a test, and opens the password for no other server", async () => {
  testEnv.keeper.alerts.allowPrivateTargets = true
  await change({ ...SERVER, host: "localhost", port: mailServer.port })
  testEnv.keeper.alerts.resolve = async () => ["127.0.0.1"]
  expect(await sendTest()).toEqual({ kind: "sent", outcome: null, evidence: null })
  expect(mailServer.mails.map(({ to }) => to)).toEqual([["owner@tenantry.example"]])
  await testEnv.db.$executeRaw`UPDATE "MailServer" SET "host" = 'mail.tenantry.example'`
  expect(await sendTest()).toMatchObject({ outcome: "shut" })
})

it("is in the activity with its old and new settings and without its password", async () => {
  await change(SERVER)
  await change({ ...SERVER, port: 587, smtpPassword: "another-password" })
  await removeMailServer(testEnv.keeper, testEnv.memberId)
  const events = await testEnv.db.auditEvent.findMany({
    where: { kind: { startsWith: "mail." } },
    orderBy: { id: "desc" },
    take: 3,
    select: { kind: true, detail: true },
  })
  expect(events).toMatchObject([
    { kind: "mail.server_removed" },
    { detail: { changes: { port: { from: 465, to: 587 } }, replaced: ["smtpPassword"] } },
    { detail: { changes: { host: { from: null, to: SERVER.host } }, replaced: ["smtpPassword"] } },
  ])
  const rows = JSON.stringify([events, await testEnv.db.mailServer.findMany()])
  expect(rows).not.toContain("password-of")
  expect(rows).not.toContain("another-password")
})

it("goes on sending after the upgrade through the server of a channel that worked, password included", async () => {
  Object.assign(testEnv.keeper.alerts, { allowPrivateTargets: true })
  testEnv.keeper.alerts.resolve = async () => ["127.0.0.1"]
  const [broken, working] = [await channelOfBefore("ops"), await channelOfBefore("finance")]
  await makeOldSchema()
  await giveServer(broken, "mail.gone.example")
  await giveServer(working, "localhost")
  await testEnv.db.alertDelivery.create({
    data: {
      channelId: working,
      phase: "test",
      message: {},
      state: "delivered",
      finishedAt: new Date(),
    },
    select: { id: true },
  })
  const script = "prisma/migrations/20261128213500_one_mail_server/migration.sql"
  await testEnv.db.$executeRawUnsafe(await readFile(script, "utf8"))
  expect(await stored()).toMatchObject({ host: "localhost", sealedFor: working })
  expect(await sendTest()).toMatchObject({ outcome: null })
  await resealMailServer(testEnv.keeper)
  expect(await stored()).toMatchObject({ sealedFor: null })
  expect(await sendTest()).toMatchObject({ outcome: null })
  expect(mailServer.mails).toHaveLength(2)
})

async function channelOfBefore(name: string): Promise<string> {
  const data = { kind: "email" as const, name, mailTo: [`${name}@tenantry.example`] }
  return (await testEnv.db.alertChannel.create({ data, select: { id: true } })).id
}

/** The tables as they were before there was one mail server. */
async function makeOldSchema(): Promise<void> {
  await testEnv.db.$executeRawUnsafe(`
    DROP TABLE "Mail"; DROP TABLE "MailServer"; DROP TYPE "MailState";
    ALTER TABLE "AlertChannel" ADD "smtpHost" TEXT, ADD "smtpPort" INTEGER, ADD "smtpSecurity" "SmtpSecurity",
      ADD "smtpName" TEXT, ADD "smtpPasswordSealed" TEXT, ADD "mailFrom" TEXT`)
}

async function giveServer(channelId: string, host: string): Promise<void> {
  const place = channelPlace("smtpPassword", channelId)
  const sealed = await testEnv.keeper.vault.seal(ACCOUNT.password, place)
  await testEnv.db.$executeRaw`
    UPDATE "AlertChannel" SET "smtpHost" = ${host}, "smtpPort" = ${mailServer.port}, "smtpSecurity" = 'tls',
      "smtpName" = ${ACCOUNT.name}, "smtpPasswordSealed" = ${sealed}, "mailFrom" = 'tenantry@tenantry.example'
    WHERE "id" = ${channelId}::uuid`
}

function stored() {
  return testEnv.db.mailServer.findFirstOrThrow({
    select: { host: true, passwordSealed: true, sealedFor: true },
  })
}

function refused(why: string) {
  return { kind: "refused", why }
}
