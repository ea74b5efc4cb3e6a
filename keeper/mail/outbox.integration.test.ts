import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import type { Keeper } from "@/keeper/keeper"
import { noteBegin, noteEnd } from "@/keeper/mail/last-bytes"
import { layOutMail } from "@/keeper/mail/lay-out-mail"
import { cancelMails, type NewMail, repeatUnclear, storeMail } from "@/keeper/mail/outbox"
import { sendDueMails } from "@/keeper/mail/send-due"
import { withdrawInvitation } from "@/keeper/members/invitations"
import { inviteByMail } from "@/keeper/members/invite-by-mail"
import { type MailServer, readPart, startMailServer } from "@/keeper/testing/mail-server"
import { passMailTime, setMailServer } from "@/keeper/testing/mail-test-env"
import { shareTestEnv } from "@/keeper/testing/share-test-env"

const VERA = "vera@ledgers.example"
const SUBJECT = "0d0f3cf5-0000-4000-8000-000000000001"
const testEnv = shareTestEnv()
let other: Keeper
let mailServer: MailServer
/** What the server says to the end of a mail. */
let reply: number | null

beforeAll(async () => {
  other = await testEnv.openAnother()
  other.alerts.allowPrivateTargets = true
  mailServer = await startMailServer({ refuse: (command) => (command === "DATA" ? reply : null) })
  await setMailServer(testEnv, mailServer.port)
})
beforeEach(async () => {
  reply = null
  await testEnv.db.mail.deleteMany()
  mailServer.mails.splice(0)
})
afterAll(() => mailServer.close())

function store(more: Partial<NewMail> = {}) {
  return storeMail(testEnv.keeper, testEnv.db, { ...mail(), ...more })
}

function mail(): NewMail {
  const content = layOutMail({
    title: "A word",
    what: "Read this.",
    todo: null,
    button: { label: "Open", link: "https://tenantry.example/secret-of-the-link" },
    foot: "Sent by a test.",
  })
  return { kind: "notice", to: VERA, subjectId: SUBJECT, content, once: true }
}

function stateOf(id: string) {
  return testEnv.db.mail.findUniqueOrThrow({
    where: { id },
    select: { state: true, failures: true, outcome: true, contentSealed: true },
  })
}

it("is sent once, however many keepers look, and keeps no text afterwards", async () => {
  const stored = await Promise.all(Array.from({ length: 12 }, () => store()))
  const rows = JSON.stringify(await testEnv.db.mail.findMany({ omit: { contentSealed: false } }))
  expect(rows).not.toContain("secret-of-the-link")
  await Promise.all([testEnv.keeper, other, testEnv.keeper].map(sendDueMails))
  expect(mailServer.mails).toHaveLength(12)
  for (const { id } of stored)
    expect(await stateOf(id)).toMatchObject({ state: "sent", contentSealed: null })
})

it("is sent by another keeper if the first one died before the server had all of it", async () => {
  const { id } = await store({ claimed: true })
  await sendDueMails(other)
  expect(mailServer.mails).toEqual([])
  await passMailTime(testEnv)
  await sendDueMails(other)
  expect(mailServer.mails).toHaveLength(1)
  expect(await stateOf(id)).toMatchObject({ state: "sent" })
})

it("is not sent again if a keeper died once the server had it, unless twice is better than never", async () => {
  const [once, atLeastOnce] = [await store(), await store({ once: false })]
  await testEnv.db.mail.updateMany({ data: { handedOverAt: new Date() } })
  await sendDueMails(other)
  expect(mailServer.mails).toHaveLength(1)
  expect(await stateOf(once.id)).toMatchObject({ state: "unclear" })
  expect(await stateOf(atLeastOnce.id)).toMatchObject({ state: "sent" })
})

it.each([
  ["sent", "its last byte has not gone out", 0, false],
  ["unclear", "its last byte has gone out", 0, true],
  ["unclear", "nothing of the turn that handed it over", 7, false],
])("is %s after a keeper's death where the machine knows %s", async (state, _, turn, isOut) => {
  const dataDir = mkdtempSync(join(tmpdir(), "tenantry-mail-"))
  const { id } = await store()
  noteBegin(dataDir, { id, turn })
  if (isOut) noteEnd(dataDir, { id, turn })
  await testEnv.db.mail.updateMany({ data: { handedOverAt: new Date() } })
  await sendDueMails({ ...other, dataDir })
  rmSync(dataDir, { recursive: true })
  expect(mailServer.mails).toHaveLength(state === "sent" ? 1 : 0)
  expect(await stateOf(id)).toMatchObject({ state })
})

it("is sent again where a person asks for it, with the same Message-ID, and not once it is over", async () => {
  const { id } = await store()
  await testEnv.db.mail.updateMany({ data: { handedOverAt: new Date() } })
  await sendDueMails(other)
  expect(mailServer.mails).toEqual([])
  expect(await repeatUnclear(testEnv.db, [SUBJECT])).toBe(1)
  await sendDueMails(other)
  expect(mailServer.mails[0]?.raw).toContain(`Message-ID: <${id}@`)
  expect(await stateOf(id)).toMatchObject({ state: "sent", contentSealed: null })
  await store()
  await testEnv.db.mail.updateMany({ data: { handedOverAt: new Date() } })
  await sendDueMails(other)
  await cancelMails(testEnv.db, [SUBJECT])
  expect(await repeatUnclear(testEnv.db, [SUBJECT])).toBe(0)
})

it("does not reach the server from a keeper whose claim is over", async () => {
  await store()
  // Its claim ends while the mail is on its way.
  const { resolve } = testEnv.keeper.alerts
  testEnv.keeper.alerts.resolve = async (host) => {
    await passMailTime(testEnv)
    return resolve(host)
  }
  await testEnv.db.$executeRaw`UPDATE "MailServer" SET "host" = 'localhost'`
  const late = sendDueMails(testEnv.keeper)
  await late
  testEnv.keeper.alerts.resolve = resolve
  await testEnv.db.$executeRaw`UPDATE "MailServer" SET "host" = '127.0.0.1'`
  expect(mailServer.mails).toEqual([])
})

it("is tried again after a no for now, and not after a no for good", async () => {
  const { id } = await store()
  reply = 451
  await sendDueMails(testEnv.keeper)
  expect(await stateOf(id)).toMatchObject({ state: "waiting", failures: 1, outcome: "deferred" })
  reply = 550
  await passMailTime(testEnv)
  await sendDueMails(testEnv.keeper)
  expect(await stateOf(id)).toMatchObject({ state: "failed", outcome: "refused" })
})

it("ends after 24 hours of failures", async () => {
  const { id } = await store()
  await testEnv.db
    .$executeRaw`UPDATE "Mail" SET "createdAt" = clock_timestamp() - interval '24 hours'`
  reply = 451
  await sendDueMails(testEnv.keeper)
  expect(await stateOf(id)).toMatchObject({ state: "failed", contentSealed: null })
})

it("is not sent once what it is about has ended", async () => {
  const { id } = await store()
  await cancelMails(testEnv.db, [SUBJECT])
  await sendDueMails(testEnv.keeper)
  expect(mailServer.mails).toEqual([])
  expect(await stateOf(id)).toMatchObject({ state: "cancelled", contentSealed: null })
})

it("brings an invitation to the person invited, and to nobody once it is withdrawn", async () => {
  const invite = (email: string) =>
    inviteByMail(testEnv.keeper, testEnv.memberId, { email, role: "viewer" })
  const invited = await invite(VERA)
  expect(invited).toMatchObject({ kind: "invited", mail: { outcome: null } })
  const [sent] = mailServer.mails.splice(0)
  expect(sent?.to).toEqual([VERA])
  const token = invited.kind === "invited" ? invited.token : ""
  for (const type of ["text/plain", "text/html"] as const)
    expect(readPart(sent?.raw ?? "", type)).toContain(`/invitations/${token}`)
  reply = 451
  expect(await invite("quill@maple.example")).toMatchObject({ mail: { outcome: "deferred" } })
  reply = null
  const { id: invitationId } = await testEnv.db.invitation.findFirstOrThrow({
    where: { email: "quill@maple.example" },
    select: { id: true },
  })
  await withdrawInvitation(testEnv.keeper, testEnv.memberId, { invitationId })
  await passMailTime(testEnv)
  await sendDueMails(testEnv.keeper)
  expect(mailServer.mails).toEqual([])
})
