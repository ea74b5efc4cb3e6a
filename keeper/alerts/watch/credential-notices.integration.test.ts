import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { removeMailServer } from "@/keeper/mail/change-mail-server"
import { changePassword } from "@/keeper/members/change-password"
import { watchAndDeliver } from "@/keeper/testing/alert-test-env"
import { type MailServer, readPart, startMailServer } from "@/keeper/testing/mail-server"
import { setMailServer } from "@/keeper/testing/mail-test-env"
import { openProvenSession } from "@/keeper/testing/sessions"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { withOrigin } from "@/lib/audit/origin"
import { recordEvent } from "@/lib/audit/record-event"

const VERA = "vera@ledgers.example"
const testEnv = shareTestEnv()
let mailServer: MailServer
let memberId: string

beforeAll(async () => {
  testEnv.keeper.alerts.timings.lookAgain = 0
  mailServer = await startMailServer()
  const data = { email: VERA, name: "Vera", role: "viewer", passwordHash: "none" } as const
  memberId = (await testEnv.db.member.create({ data, select: { id: true } })).id
  await setMailServer(testEnv, mailServer.port)
})
beforeEach(() => {
  mailServer.mails.splice(0)
})
afterAll(() => mailServer.close())

it("tells a member alone that their password was changed, when, and from where, once", async () => {
  const sessionId = await openProvenSession({ ...testEnv, memberId })
  const next = "jodhpur-mangrove-lantern"
  await withOrigin({ address: "198.51.100.7" }, () =>
    changePassword(testEnv.keeper, { memberId, sessionId }, { next }),
  )
  await watchAndDeliver(testEnv.keeper)
  // As after a restart: the same events are read again.
  testEnv.keeper.alerts.look.snapshot = null
  await watchAndDeliver(testEnv.keeper)
  expect(mailServer.mails.map((mail) => mail.to)).toEqual([[VERA]])
  // Word joiners keep mail programs from making links.
  const text = readPart(mailServer.mails[0]?.raw ?? "", "text/plain").replaceAll("\u2060", "")
  expect(text).toMatch(
    /Your password was changed on \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, from the address/,
  )
  expect(text).toContain("198.51.100.7")
  expect(text).not.toContain(next)
})

it("tells the member whose second factors an owner removed, not the owner", async () => {
  const detail = { member: "Vera", subjectId: memberId }
  await recordEvent(testEnv.db, {
    kind: "member.factors_removed",
    memberId: testEnv.memberId,
    detail,
  })
  await watchAndDeliver(testEnv.keeper)
  expect(mailServer.mails.map((mail) => mail.to)).toEqual([[VERA]])
})

it("tries again after an outage of the mail server", async () => {
  await mailServer.close()
  await recordEvent(testEnv.db, { kind: "member.recovery_codes_made", memberId })
  await watchAndDeliver(testEnv.keeper)
  const waiting = await testEnv.db.mail.findMany({ where: { state: "waiting" } })
  expect(waiting).toMatchObject([{ failures: 1 }])
})

it("stores nothing where no mail can be sent", async () => {
  await removeMailServer(testEnv.keeper, testEnv.memberId)
  const before = await testEnv.db.mail.count()
  await recordEvent(testEnv.db, { kind: "member.password_changed", memberId })
  await watchAndDeliver(testEnv.keeper)
  expect(await testEnv.db.mail.count()).toBe(before)
})
