import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { addXeroApp } from "@/keeper/apps/manage/change-app"
import { removeXeroApp } from "@/keeper/apps/manage/end-app"
import { countConnections } from "@/keeper/counted/count-connections"
import { endCounted } from "@/keeper/counted/end-counted"
import { declineLink } from "@/keeper/links/answer-link"
import { askForLink } from "@/keeper/links/ask-anew"
import { claimLink } from "@/keeper/links/claim-link"
import { extendLink, withdrawLink } from "@/keeper/links/manage-links"
import { makeServiceLink } from "@/keeper/links/service-links"
import { settleLink } from "@/keeper/links/settle-link"
import { sendDueMails } from "@/keeper/mail/send-due"
import { changeService } from "@/keeper/services/manage/change-service"
import { disableService, revokeService } from "@/keeper/services/manage/end-service"
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { giveLink, goToXero, viewOf, visit } from "@/keeper/testing/link-visits"
import { type MailServer, startMailServer } from "@/keeper/testing/mail-server"
import { setMailServer } from "@/keeper/testing/mail-test-env"
import { createTestService } from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import type { OperationInput } from "@/lib/contract/operations"
import { TENANTS } from "@/sandbox/seed"

const DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1000
const testEnv = shareTestEnv()
let mailServer: MailServer

beforeAll(async () => {
  mailServer = await startMailServer()
  await setMailServer(testEnv, mailServer.port)
})
afterAll(() => mailServer.close())

it("a link that is withdrawn while its consent is completed stays withdrawn when that fails, and nobody is told of a failure", async () => {
  const { linkId, token } = await giveLink(testEnv)
  const { consentId } = await goToXero(testEnv.keeper, token)
  expect(await claimLink(testEnv.keeper, { linkId, consentId })).toBe(true)
  await withdrawLink(testEnv.keeper, testEnv.memberId, { linkId })
  const outcome = { kind: "xero_error", error: "server_error" } as const
  await testEnv.db.$transaction((tx) => settleLink(tx, { linkId, consentId, outcome, unknown: [] }))
  const select = { state: true, claimedBy: true } as const
  const link = await testEnv.db.link.findUniqueOrThrow({ where: { id: linkId }, select })
  expect(link).toEqual({ state: "withdrawn", claimedBy: null })
  expect(await testEnv.db.auditEvent.count({ where: { kind: "link.failed" } })).toBe(0)
})

it("a link's mail that waits is not sent once its holder said no or has done it", async () => {
  const [declined, done] = [
    await giveLink(testEnv, { sends: true }),
    await giveLink(testEnv, { sends: true }),
  ]
  await declineLink(testEnv.keeper, { token: declined.token })
  await visit(testEnv.keeper, done.token, { as: "alice", choose: "mapleFlorist" })
  await sendDueMails(testEnv.keeper)
  expect(mailServer.mails.flatMap(({ to }) => to)).toEqual(["owner@tenantry.example"])
})

it.each([
  [3, 7, 10],
  [20, 7, 27],
  [28, 7, 30],
  [-4, 7, 7],
])("with %i days left, a link that is extended by %i lives %i days", async (left, days, lives) => {
  const { linkId } = await giveLink(testEnv)
  await testEnv.db.$executeRaw`
    UPDATE "Link" SET "expiresAt" = clock_timestamp() + ${left}::int * interval '1 day' WHERE "id" = ${linkId}::uuid`
  const before = Date.now()
  await extendLink(testEnv.keeper, testEnv.memberId, { linkId, days })
  const where = { id: linkId }
  const { expiresAt } = await testEnv.db.link.findUniqueOrThrow({
    where,
    select: { expiresAt: true },
  })
  expect((expiresAt.getTime() - before) / DAY_IN_MILLISECONDS).toBeCloseTo(lives, 2)
})

it.each([
  ["is disabled", (serviceId: string) => disableService(...as(), { serviceId })],
  ["is revoked", (serviceId: string) => revokeService(...as(), { serviceId })],
  ["may make links no more", forbid],
])(
  "the links of a service are withdrawn once it %s, and it makes no further one meanwhile",
  async (_, end) => {
    const { clientId: serviceId } = await createTestService(testEnv, { rights: ["make_links"] })
    const { linkId, token } = await giveLink(testEnv)
    await testEnv.db.link.update({ where: { id: linkId }, data: { serviceId } })
    await end(serviceId)
    expect(await viewOf(testEnv.keeper, token)).toMatchObject({ standing: "withdrawn" })
    const request = { serviceId, clientSecret: "-", key: null, input: ASKED }
    expect(await makeServiceLink(testEnv.keeper, request)).toEqual({ kind: "no_right" })
  },
)

it("a service's link lives no longer than the service, and then nobody is sent a new one", async () => {
  const [soon, later] = [1, 3].map((days) => new Date(Date.now() + days * DAY_IN_MILLISECONDS))
  const { clientId: serviceId, clientSecret } = await createTestService(testEnv, {
    rights: ["make_links"],
    expiresAt: later,
  })
  const input = { ...ASKED, recipientEmail: "ada@shop.example" }
  const made = await makeServiceLink(testEnv.keeper, { serviceId, clientSecret, key: null, input })
  if (made.kind !== "given") throw new Error(made.kind)
  const ends = async () => (await viewOf(testEnv.keeper, made.token)).expiresAt
  expect(await ends()).toBe(later?.toISOString())
  const expiresAt = soon?.toISOString() ?? null
  await narrow({ serviceId, rights: ["make_links"], expiresAt })
  expect(await ends()).toBe(expiresAt)
  await testEnv.db.$executeRaw`UPDATE "Service" SET "expiresAt" = clock_timestamp()`
  await testEnv.db.$executeRaw`UPDATE "Link" SET "expiresAt" = clock_timestamp()`
  expect(await askForLink(testEnv.keeper, { token: made.token })).toEqual({ kind: "told" })
})

it.each([
  ["disconnects it", (tenantId: string) => disconnectTenant(...as(), tenantId)],
  ["ends the connection that no sign-in here reaches any more", endByApp],
  ["removes its custom connection", removeCustom],
])(
  "the links for an organisation are withdrawn once a member %s, and no others",
  async (_, end) => {
    const tenantId = TENANTS.sakura
    await emptyTables(testEnv.db, "Grant", "AuditEvent")
    await testEnv.consent({ as: "taro", choose: "sakura" })
    const [own, other] = [
      await giveLink(testEnv, { purpose: "reconnect", tenantId }),
      await giveLink(testEnv),
    ]
    await end(tenantId)
    expect(await viewOf(testEnv.keeper, own.token)).toMatchObject({ standing: "withdrawn" })
    expect(await viewOf(testEnv.keeper, other.token)).toMatchObject({ standing: "made" })
    const event = { kind: "link.withdrawn", tenantId, memberId: testEnv.memberId }
    expect(await testEnv.db.auditEvent.count({ where: event })).toBe(1)
  },
)

it("a link connects what was allowed after Cancel and Back", async () => {
  const { token } = await giveLink(testEnv)
  const trip = await goToXero(testEnv.keeper, token)
  const first = await trip.comeBack({ as: "alice", choose: "cancel" })
  await testEnv.keeper.completing.get(first.consentId)
  const { consentId } = await trip.comeBack({ as: "alice", choose: "harbourBakery" })
  await testEnv.keeper.completing.get(consentId)
  expect(await viewOf(testEnv.keeper, token, consentId)).toMatchObject({
    standing: "done",
    outcome: { kind: "connected" },
  })
})

const as = () => [testEnv.keeper, testEnv.memberId] as const

async function endByApp(tenantId: string): Promise<void> {
  await testEnv.db.grant.updateMany({ data: { state: "ended", endedReason: "refused" } })
  await countConnections(testEnv.keeper)
  const rows = await testEnv.db.appConnection.findMany({ where: { tenantId } })
  const connectionIds = rows.map((one) => one.connectionId)
  expect(await endCounted(...as(), { connectionIds })).toMatchObject({ kind: "ended" })
}

/** As if a custom connection had reached it. */
async function removeCustom(): Promise<void> {
  const app = { kind: "custom" as const, name: "Payroll", clientSecrets: ["s".repeat(32)] }
  const scopes = ["accounting.settings.read"]
  const added = await addXeroApp(...as(), { ...app, clientId: randomUUID(), scopes })
  if (added.kind !== "added") throw new Error(added.kind)
  const { xeroAppId } = added
  const { id: grantId } = await testEnv.db.grant.findFirstOrThrow({ where: { xeroAppId } })
  await testEnv.db.connection.updateMany({ data: { grantId } })
  const removed = await removeXeroApp(...as(), { xeroAppId, grants: "keep" })
  expect(removed).toEqual({ kind: "removed" })
}

function forbid(serviceId: string): Promise<void> {
  return narrow({ serviceId, rights: [], expiresAt: null })
}

async function narrow(change: Pick<Settings, "serviceId" | "rights" | "expiresAt">): Promise<void> {
  const settings = { name: "Reports", reach: "all" as const, tenantIds: [], networks: [] }
  const acting = { memberId: testEnv.memberId, sessionId: testEnv.memberId }
  const changed = await changeService(testEnv.keeper, acting, { ...settings, ...change })
  expect(changed).toEqual({ kind: "changed" })
}

const ASKED = {
  purpose: "connect" as const,
  tenantId: null,
  recipientName: null,
  recipientEmail: null,
  note: null,
  reference: null,
  returnTo: null,
  days: 7,
  sends: false,
}

type Settings = OperationInput<"changeService">
