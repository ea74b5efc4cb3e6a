import { beforeEach, expect, it } from "vitest"
import { addAlertChannel } from "@/keeper/alerts/channels/channels"
import { addXeroApp } from "@/keeper/apps/manage/change-app"
import { makeLink } from "@/keeper/links/make-link"
import { changeMailServer } from "@/keeper/mail/change-mail-server"
import { changePassword } from "@/keeper/members/change-password"
import { requestEmailChange } from "@/keeper/members/email/request-change"
import { endSignInsOf } from "@/keeper/members/end-sign-ins"
import { removeFactor } from "@/keeper/members/factors/remove-factor"
import { makeRecoveryCodes } from "@/keeper/members/factors/renew-recovery-codes"
import { lockMember } from "@/keeper/members/factors/store-factor"
import { issuePasswordLink } from "@/keeper/members/invitations"
import { changeService } from "@/keeper/services/manage/change-service"
import { createService } from "@/keeper/services/manage/create-service"
import { enableService } from "@/keeper/services/manage/end-service"
import { addServiceSecret } from "@/keeper/services/manage/secrets"
import { removeIdentity } from "@/keeper/sso/identities"
import { changeSso } from "@/keeper/sso/settings/change-sso"
import { limitPasswords } from "@/keeper/sso/settings/limit-passwords"
import { addDevice, addProvenMember, type ProvenMember } from "@/keeper/testing/factor-test-env"
import { settingsOf } from "@/keeper/testing/issuer"
import { overtake } from "@/keeper/testing/overtake"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { CHAIN_SCOPES } from "@/keeper/testing/store-chains"
import type { Tx } from "@/lib/db/create-db"

const testEnv = shareTestEnv()
/** Signed in with sudo, with a password, a passkey and an identity. */
let member: ProvenMember
let own: { passkeyId: string; identityId: string }
beforeEach(async () => {
  const { db, keeper } = testEnv
  keeper.alerts.allowPrivateTargets = true
  member = await addProvenMember(keeper)
  await addDevice(keeper, member)
  const where = { memberId: member.memberId }
  const { id: passkeyId } = await db.passkey.findFirstOrThrow({ where, select: { id: true } })
  const data = { ...where, issuer: "https://login.ledgers.example", subject: crypto.randomUUID() }
  const { id: identityId } = await db.identity.create({ data, select: { id: true } })
  own = { passkeyId, identityId }
})

it.each<[string, () => Promise<{ kind: string }>]>([
  ["changes a password", () => changePassword(testEnv.keeper, member, { next: NEXT })],
  [
    "asks for another e-mail address",
    () => requestEmailChange(testEnv.keeper, member, { email: "thief@maple.example" }),
  ],
  [
    "removes a second factor",
    () => removeFactor(testEnv.keeper, member, { what: "passkey", factorId: own.passkeyId }),
  ],
  ["makes recovery codes", () => makeRecoveryCodes(testEnv.keeper, member)],
  ["removes an identity", () => removeIdentity(testEnv.keeper, member, own)],
])("a session that %s does not, once a password link or an owner has ended it", async (_, act) => {
  const { db } = testEnv
  const { memberId } = member
  const before = await db.auditEvent.count({ where: { memberId } })
  const hold = (tx: Tx) => lockMember(tx, memberId)
  const ended = await overtake(db, { hold, act, meanwhile: (tx) => endSignInsOf(tx, memberId) })
  expect(ended).toEqual({ kind: "sudo_needed" })
  const refused = await overtake(db, { hold, act, meanwhile: (tx) => disable(tx, memberId) })
  expect(refused).toEqual({ kind: "forbidden" })
  expect(await db.auditEvent.count({ where: { memberId } })).toBe(before)
})

it.each<[string, (serviceId: string) => Promise<{ kind: string }>]>([
  ["creates a service", () => createService(testEnv.keeper, member, SERVICE)],
  ["widens one", (serviceId) => changeService(testEnv.keeper, member, { serviceId, ...WIDER })],
  ["adds a secret", (serviceId) => addServiceSecret(testEnv.keeper, member, { serviceId })],
  ["enables one", (serviceId) => enableService(testEnv.keeper, member, { serviceId })],
])("an admin who %s does not, once disabled, demoted or signed out", async (_, act) => {
  const { db } = testEnv
  const { memberId } = member
  const made = await createService(testEnv.keeper, member, SERVICE)
  if (made.kind !== "created") throw new Error(made.kind)
  const answers: string[] = []
  for (const meanwhile of [disable, demote, endSignInsOf]) {
    const { kind } = await overtake(db, {
      hold: (tx) => lockMember(tx, memberId),
      act: () => act(made.serviceId),
      meanwhile: (tx) => meanwhile(tx, memberId),
    })
    answers.push(kind)
    await db.member.update({ where: { id: memberId }, data: { disabledAt: null, role: "admin" } })
  }
  expect(answers).toEqual(["forbidden", "forbidden", "sudo_needed"])
})

it("an admin who makes a link does not, once demoted", async () => {
  const { memberId } = member
  const answer = await overtake(testEnv.db, {
    hold: (tx) => lockMember(tx, memberId),
    act: () => makeLink(testEnv.keeper, memberId, LINK),
    meanwhile: (tx) => demote(tx, memberId),
  })
  expect(answer).toEqual({ kind: "forbidden" })
})

it.each<[string, (owner: ProvenMember) => Promise<{ kind: string }>]>([
  ["single sign-on", ({ memberId }) => changeSso(testEnv.keeper, memberId, SSO)],
  ["who may use a password", ({ memberId }) => limitPasswords(testEnv.keeper, memberId, NOBODY)],
  ["the mail server", ({ memberId }) => changeMailServer(testEnv.keeper, memberId, MAIL_SERVER)],
  ["who gets alerts", ({ memberId }) => addAlertChannel(testEnv.keeper, memberId, CHANNEL)],
  ["the Xero apps", ({ memberId }) => addXeroApp(testEnv.keeper, memberId, XERO_APP)],
])("an owner who changes %s does not, once disabled or demoted", async (_, act) => {
  const owner = await addProvenMember(testEnv.keeper, "owner")
  const { memberId } = owner
  const answers: string[] = []
  for (const meanwhile of [disable, demote]) {
    await testEnv.db.member.update({
      where: { id: memberId },
      data: { disabledAt: null, role: "owner" },
    })
    const { kind } = await overtake(testEnv.db, {
      hold: (tx) => lockMember(tx, memberId),
      act: () => act(owner),
      meanwhile: (tx) => meanwhile(tx, memberId),
    })
    answers.push(kind)
  }
  expect(answers).toEqual(["forbidden", "forbidden"])
})

it("a password link is to the address that the member has by then, and to nobody who is disabled", async () => {
  const { db, keeper, memberId: ownerId } = testEnv
  const { memberId } = member
  const email = `${memberId}@maple.example`
  const move = (tx: Tx) => tx.member.update({ where: { id: memberId }, data: { email } })
  const answers: string[] = []
  for (const meanwhile of [move, (tx: Tx) => disable(tx, memberId)]) {
    const { kind } = await overtake(db, {
      hold: (tx) => lockMember(tx, memberId),
      act: () => issuePasswordLink(keeper, ownerId, { memberId }),
      meanwhile,
    })
    answers.push(kind)
  }
  expect(answers).toEqual(["invited", "not_found"])
  const sent = await db.invitation.findMany({ select: { email: true } })
  expect(sent).toEqual([{ email }])
})

function disable(tx: Tx, id: string) {
  return tx.member.update({ where: { id }, data: { disabledAt: new Date() } })
}

function demote(tx: Tx, id: string) {
  return tx.member.update({ where: { id }, data: { role: "viewer" } })
}

const NEXT = "jodhpur-mangrove-lantern"
const SERVICE = {
  name: "Ledger export",
  reach: "chosen" as const,
  tenantIds: [],
  networks: ["203.0.113.0/24"],
  rights: [],
  expiresAt: null,
}
const WIDER = { ...SERVICE, networks: [] }
const LINK = {
  purpose: "connect" as const,
  tenantId: null,
  recipientName: "Ida",
  recipientEmail: "ida@ledgers.example",
  note: null,
  reference: null,
  returnTo: null,
  days: 7,
  sends: false,
}
const NOBODY = { emergencyOwnerId: null }
const SSO = {
  settings: settingsOf({ url: "https://login.ledgers.example", clientId: "tenantry" }),
  clientSecret: "secret",
}
const MAIL_SERVER = {
  host: "192.0.2.1",
  port: 587,
  security: "starttls" as const,
  smtpName: null,
  smtpPassword: null,
  from: "tenantry@tenantry.example",
}
const CHANNEL = { kind: "webhook" as const, name: "Hook", url: "https://192.0.2.1/" }
const XERO_APP = {
  kind: "web" as const,
  clientId: "ANOTHER",
  name: "Another",
  clientSecrets: ["secret"],
  scopes: CHAIN_SCOPES,
}
