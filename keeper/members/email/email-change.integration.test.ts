import { afterEach, beforeAll, beforeEach, expect, it } from "vitest"
import { removeMailServer } from "@/keeper/mail/change-mail-server"
import { acceptInvitation } from "@/keeper/members/accept-invitation"
import { changePassword } from "@/keeper/members/change-password"
import { approveEmailChange, confirmEmailChange } from "@/keeper/members/email/confirm-change"
import { requestEmailChange } from "@/keeper/members/email/request-change"
import { withdrawEmailChange } from "@/keeper/members/email/withdraw-change"
import { lockMember } from "@/keeper/members/factors/store-factor"
import { issuePasswordLink } from "@/keeper/members/invitations"
import { watchAndDeliver } from "@/keeper/testing/alert-test-env"
import { type MailServer, readPart, startMailServer } from "@/keeper/testing/mail-server"
import { setMailServer } from "@/keeper/testing/mail-test-env"
import { overtake } from "@/keeper/testing/overtake"
import { openProvenSession } from "@/keeper/testing/sessions"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import type { Acting } from "@/lib/members/sudo"

let [oldEmail, newEmail] = ["", ""]
let people = 0
const testEnv = shareTestEnv()
let mailServer: MailServer
let memberId: string
let acting: Acting

beforeAll(async () => {
  testEnv.keeper.alerts.timings.lookAgain = 0
})
beforeEach(async () => {
  mailServer = await startMailServer()
  await setMailServer(testEnv, mailServer.port)
  people += 1
  ;[oldEmail, newEmail] = [`vera.${people}@ledgers.example`, `quill.${people}@maple.example`]
  memberId = await addMember(oldEmail)
  acting = { memberId, sessionId: await openProvenSession({ ...testEnv, memberId }) }
})
afterEach(async () => {
  await removeMailServer(testEnv.keeper, testEnv.memberId)
  await mailServer.close()
})

it("changes an address once the link sent there is used, and tells both addresses", async () => {
  expect(await request(newEmail)).toEqual({ kind: "link_sent" })
  const [mail] = mailServer.mails.splice(0)
  expect(mail?.to).toEqual([newEmail])
  const token = tokenIn(mail?.raw ?? "")
  expect(await emailOf(memberId)).toBe(oldEmail)
  const [first, second] = await Promise.all([confirm(token), confirm(token)])
  expect([first.kind, second.kind].sort()).toEqual(["email_changed", "gone"])
  expect(await emailOf(memberId)).toBe(newEmail)
  await watchAndDeliver(testEnv.keeper)
  const notices = mailServer.mails
  expect(notices.flatMap(({ to }) => to).toSorted()).toEqual([newEmail, oldEmail].toSorted())
  for (const { raw } of notices)
    expect(readPart(raw, "text/plain")).toContain("Your e-mail address was changed on")
})

it("holds the link's token nowhere that web can read", async () => {
  await request(newEmail)
  const token = tokenIn(mailServer.mails[0]?.raw ?? "")
  const stored = JSON.stringify([
    await testEnv.db.emailChange.findMany({ omit: { tokenHash: false } }),
    await testEnv.db.alertDelivery.findMany(),
    (await testEnv.db.auditEvent.findMany({ where: { memberId } })).map(({ detail }) => detail),
  ])
  expect(stored).toContain(newEmail)
  expect(stored).not.toContain(token)
})

it("takes neither an address of another member nor one that became theirs meanwhile", async () => {
  expect(await request("owner@tenantry.example")).toEqual({ kind: "email_taken" })
  await request(newEmail)
  const token = tokenIn(mailServer.mails[0]?.raw ?? "")
  await addMember(newEmail)
  expect(await confirm(token)).toEqual({ kind: "email_taken" })
  expect(await emailOf(memberId)).toBe(oldEmail)
})

it("takes no link that was replaced or withdrawn, is a day old, or whose member is disabled", async () => {
  await request(newEmail)
  const replaced = tokenIn(mailServer.mails[0]?.raw ?? "")
  expect((await request("vera@maple.example")).kind).toBe("throttled")
  await age(1)
  await request("vera@maple.example")
  const newest = tokenIn(mailServer.mails[1]?.raw ?? "")
  expect(await confirm(replaced)).toEqual({ kind: "gone" })
  const where = { id: memberId }
  await testEnv.db.member.update({ where, data: { disabledAt: new Date() } })
  expect(await confirm(newest)).toEqual({ kind: "gone" })
  await testEnv.db.member.update({ where, data: { disabledAt: null } })
  await age(24 * 60)
  expect(await confirm(newest)).toEqual({ kind: "gone" })
  await request(newEmail)
  await withdrawEmailChange(testEnv.keeper, memberId)
  expect(await listWithdrawn()).toEqual([newEmail])
  expect(await confirm(tokenIn(mailServer.mails[2]?.raw ?? ""))).toEqual({ kind: "gone" })
  expect(await emailOf(memberId)).toBe(oldEmail)
})

it("ends with a new password, so that nobody who had the old one takes the account along", async () => {
  const password = "jodhpur-mangrove-lantern"
  await request(newEmail)
  await changePassword(testEnv.keeper, acting, { next: password })
  await request("vera@maple.example")
  const issued = await issuePasswordLink(testEnv.keeper, testEnv.memberId, { memberId })
  if (issued.kind !== "invited") throw new Error(issued.kind)
  await acceptInvitation(testEnv.keeper, { token: issued.token, name: "Vera", password })
  expect(mailServer.mails).toHaveLength(2)
  for (const { raw } of mailServer.mails)
    expect(await confirm(tokenIn(raw))).toEqual({ kind: "gone" })
  expect(await emailOf(memberId)).toBe(oldEmail)
  expect(await listWithdrawn()).toEqual([newEmail, "vera@maple.example"])
})

it("waits for whoever changes the member meanwhile, and lets them", async () => {
  await request(newEmail)
  const changed = await overtake(testEnv.db, {
    hold: (tx) => lockMember(tx, memberId),
    act: () => confirm(tokenIn(mailServer.mails[0]?.raw ?? "")),
    meanwhile: (tx) => tx.member.update({ where: { id: memberId }, data: { passwordHash: "new" } }),
  })
  expect(changed).toEqual({ kind: "email_changed" })
})

it("leaves no open link to the old address that would make a second member", async () => {
  const issued = await issuePasswordLink(testEnv.keeper, testEnv.memberId, { memberId })
  if (issued.kind !== "invited") throw new Error(issued.kind)
  await request(newEmail)
  await confirm(tokenIn(mailServer.mails[0]?.raw ?? ""))
  const use = { token: issued.token, name: "Vera", password: "jodhpur-mangrove-lantern" }
  expect(await acceptInvitation(testEnv.keeper, use)).toEqual({ kind: "gone" })
})

it("says why a mail server did not take the link", async () => {
  await mailServer.close()
  expect(await request(newEmail)).toMatchObject({
    kind: "link_not_sent",
    outcome: "connection_refused",
  })
})

it("lets an owner confirm where no mail can be sent, and only the address that they saw", async () => {
  await removeMailServer(testEnv.keeper, testEnv.memberId)
  expect(await request(newEmail)).toEqual({ kind: "owner_needed" })
  const approve = (email: string) =>
    approveEmailChange(testEnv.keeper, testEnv.memberId, { memberId, email })
  expect(await approve("else@maple.example")).toEqual({ kind: "gone" })
  expect(await approve(newEmail)).toEqual({ kind: "email_changed" })
  expect(await emailOf(memberId)).toBe(newEmail)
  const [event] = await testEnv.db.auditEvent.findMany({
    where: { kind: "member.email_changed", memberId: testEnv.memberId },
  })
  expect(event?.detail).toEqual({
    subjectId: memberId,
    member: expect.stringMatching(/^Vera · /),
    from: oldEmail,
    to: newEmail,
  })
})

/** The addresses of withdrawn requests, as events tell them. */
async function listWithdrawn(): Promise<unknown[]> {
  const events = await testEnv.db.$queryRaw<{ email: string }[]>`
    SELECT "detail"->>'email' AS "email" FROM "AuditEvent"
    WHERE "kind" = 'member.email_withdrawn' AND "memberId" = ${memberId}::uuid ORDER BY "id"`
  return events.map((one) => one.email)
}

function request(email: string) {
  return requestEmailChange(testEnv.keeper, acting, { email })
}

function confirm(token: string) {
  return confirmEmailChange(testEnv.keeper, { token })
}

/** The request looks as if it had been made so many minutes earlier. */
async function age(minutes: number): Promise<void> {
  await testEnv.db.$executeRaw`
    UPDATE "EmailChange" SET "createdAt" = "createdAt" - ${minutes} * interval '1 minute',
      "expiresAt" = "expiresAt" - ${minutes} * interval '1 minute'`
}

async function addMember(email: string): Promise<string> {
  const data = { email, name: "Vera", role: "viewer", passwordHash: "none" } as const
  return (await testEnv.db.member.create({ data, select: { id: true } })).id
}

async function emailOf(id: string): Promise<string> {
  const member = await testEnv.db.member.findUniqueOrThrow({
    where: { id },
    select: { email: true },
  })
  return member.email
}

function tokenIn(raw: string): string {
  return /\/email\/([\w-]{32})/.exec(readPart(raw, "text/plain"))?.[1] ?? ""
}
