import { expect, it } from "vitest"
import { digestOf } from "@/keeper/links/link-token"
import { createServer } from "@/keeper/server/create-server"
import { askOperations, OPERATION_NAMES as NAMES, type Said } from "@/keeper/testing/ask-operations"
import { giveLink, goToXero } from "@/keeper/testing/link-visits"
import { sampleInput } from "@/keeper/testing/sample-input"
import { openProvenSession, openSession } from "@/keeper/testing/sessions"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { OPERATIONS, type OperationName } from "@/lib/contract/operations"
import { STEP_OPERATIONS } from "@/lib/contract/step-operations"

const OWN_FACTORS = [
  "startPasskey",
  "addPasskey",
  "startCodeApp",
  "addCodeApp",
  "removeFactor",
  "makeRecoveryCodes",
]
const testEnv = shareTestEnv()

/** What each operation says to this member, asked without any input. */
function askAll(memberId: string, keeper = testEnv.keeper, sessionId = "") {
  return askOperations(testEnv, { memberId, keeper, sessionId })
}

function refusedBy(said: Said, kind: string): OperationName[] {
  return NAMES.filter((name) => said.get(name)?.kind === kind)
}

// Its token proves who asks.
const WITH_A_LINK: readonly OperationName[] = [
  "readLink",
  "openLink",
  "declineLink",
  "askForLink",
  "startLinkConsent",
  "completeLinkConsent",
]

it("lets a viewer change their own things and nothing else, and nobody who is disabled or unknown do anything", async () => {
  const open = NAMES.filter((name) => OPERATIONS[name].role === "anyone")
  const unknown = [
    "confirmEmailChange",
    "claimFirstOwner",
    "acceptInvitation",
    ...Object.keys(STEP_OPERATIONS),
  ]
  expect(open).toEqual([...WITH_A_LINK, ...unknown, "startSso", "completeSso"])
  const bySso = ["startSsoProof", "startAddingIdentity", "removeIdentity"]
  const byPassword = ["proveMember", "startProofPasskey", "changePassword"]
  const byMail = ["requestEmailChange", "withdrawEmailChange"]
  const own = [...open, ...byMail, ...byPassword, ...OWN_FACTORS, ...bySso]
  const rest = NAMES.filter((name) => !own.includes(name))
  expect(refusedBy(await askAll(await addMember("viewer")), "forbidden")).toEqual(rest)
  const gone = await addMember("owner")
  await testEnv.db.member.update({ where: { id: gone }, data: { disabledAt: new Date() } })
  for (const memberId of [gone, "nobody", "00000000-0000-4000-8000-00000000000f"])
    expect(refusedBy(await askAll(memberId), "forbidden")).toEqual(
      NAMES.filter((name) => !open.includes(name)),
    )
})

it("keeps from admins what the contract gives to owners alone", async () => {
  const owned = NAMES.filter((name) => OPERATIONS[name].role === "owner")
  expect(owned).toContain("takeOver")
  expect(owned).toContain("addAlertChannel")
  expect(refusedBy(await askAll(await addMember("admin")), "forbidden")).toEqual(owned)
  expect(refusedBy(await askAll(testEnv.memberId), "forbidden")).toEqual([])
})

it("does nothing that seals while the sealing keys fail, and says so", async () => {
  const keeper = { ...testEnv.keeper, vault: { ...testEnv.keeper.vault, probe: async () => false } }
  const sealing = NAMES.filter((name) => OPERATIONS[name].seals)
  expect(sealing).toContain("startConsent")
  const sessionId = await openProvenSession(testEnv)
  expect(refusedBy(await askAll(testEnv.memberId, keeper, sessionId), "not_ready")).toEqual(sealing)
})

it("asks for sudo what the contract says, of the member's own session and for ten minutes", async () => {
  const guarded = NAMES.filter((name) => OPERATIONS[name].sudo === "always")
  expect(guarded).toEqual(
    expect.arrayContaining([
      "disconnectTenant",
      "inviteMember",
      "issuePasswordLink",
      "changeRole",
      "disableMember",
      "enableMember",
      "changePassword",
    ]),
  )
  expect(guarded).not.toContain("startConsent")
  const [proven, old] = [await openProvenSession(testEnv), await openProvenSession(testEnv)]
  const [other, ended] = [await openProvenSession(testEnv), await openProvenSession(testEnv)]
  await testEnv.db.$executeRaw`
    UPDATE "Proof" SET "provenAt" = "provenAt" - interval '10 minutes' WHERE "sessionId" = ${old}::uuid`
  const owner = await addMember("owner")
  await testEnv.db.session.update({ where: { id: other }, data: { memberId: owner } })
  const over = { endedAt: new Date() }
  await testEnv.db.session.update({ where: { id: ended }, data: over })
  const said = (sessionId: string) => askAll(testEnv.memberId, testEnv.keeper, sessionId)
  expect(refusedBy(await said(proven), "sudo_needed")).toEqual([])
  for (const sessionId of ["", "nonsense", old, other, ended, await openSession(testEnv)])
    expect(refusedBy(await said(sessionId), "sudo_needed")).toEqual(guarded)
})

it("records what a member's role does not allow, and nothing of who is no member", async () => {
  const where = { kind: "member.role_refused" }
  const since = new Date()
  const memberId = await addMember("admin")
  for (const id of [memberId, "00000000-0000-4000-8000-00000000000f"]) {
    const said = await askOperations(testEnv, { memberId: id, names: ["takeOver"] })
    expect(said.get("takeOver")).toEqual({ kind: "forbidden" })
  }
  const select = { memberId: true, detail: true } as const
  const detail = { what: "takeOver", needs: "owner" }
  const found = await testEnv.db.auditEvent.findMany({
    where: { ...where, at: { gte: since } },
    select,
  })
  expect(found).toEqual([{ memberId, detail }])
})

it("writes down where a request came from, and nothing that is no address or id", async () => {
  const server = createServer(testEnv.keeper, [testEnv.env.KEEPER_SECRET ?? ""])
  const requestId = crypto.randomUUID()
  const ask = async (headers: Record<string, string>) => {
    await server.inject({
      method: "POST",
      url: "/operations/startConsent",
      headers: {
        authorization: `Bearer ${testEnv.env.KEEPER_SECRET}`,
        "tenantry-member": testEnv.memberId,
        ...headers,
      },
      payload: { purpose: "connect" },
    })
    return testEnv.db.auditEvent.findFirst({
      orderBy: { id: "desc" },
      select: { kind: true, address: true, browser: true, requestId: true },
    })
  }
  const sent = {
    "tenantry-address": "192.0.2.7",
    "tenantry-browser": "Firefox",
    "tenantry-request": requestId,
  }
  const [address, browser, kind] = ["192.0.2.7", "Firefox", "consent.started"]
  expect(await ask(sent)).toEqual({ kind, address, browser, requestId })
  const bent = { "tenantry-address": "here", "tenantry-browser": " ", "tenantry-request": "1" }
  const nothing = { address: null, browser: null, requestId: null }
  expect(await ask(bent)).toEqual({ kind, ...nothing })
  await server.close()
})

it("takes a link's token for that link alone, and nothing else of its holder's for the link", async () => {
  const { token, linkId } = await giveLink(testEnv)
  const { consentId, browserToken } = await goToXero(testEnv.keeper, token)
  const askWith = (text: string, names: readonly OperationName[]) => {
    const inputOf = (name: OperationName) => Object(sampleInput(OPERATIONS[name].input, text))
    return askOperations(testEnv, { memberId: linkId, sessionId: linkId, names, inputOf })
  }
  const others = NAMES.filter((name) => !WITH_A_LINK.includes(name))
  const said = await askWith(token, others)
  const open = others.filter((name) => !SHUT.has(said.get(name)?.kind ?? ""))
  expect(open).toEqual(FOR_ANYBODY)
  for (const text of [linkId, consentId, browserToken, digestOf(token)]) {
    const gone = [...(await askWith(text, WITH_A_LINK)).values()].map((one) => one.kind)
    expect(gone).toEqual(["gone", "gone", "gone", "gone", "gone", "problem"])
  }
  const own = await askWith(token, ["readLink", "openLink"])
  expect([...own.values()].map((one) => one.kind)).toEqual(["link", "opened"])
})

it("says that the database is away, whatever it is asked, and does nothing", async () => {
  const outage = { ...testEnv.keeper.outage, isStillAway: async () => true }
  const said = await askAll(testEnv.memberId, { ...testEnv.keeper, outage })
  expect(NAMES.filter((name) => said.get(name)?.error !== "database_away")).toEqual([])
})

// What operations say to whom they do not know.
const SHUT = new Set(["forbidden", "gone", "done", "wrong_proof", "over", "refused"])
// A challenge for a passkey to sign.
const FOR_ANYBODY = ["startPasskeySignIn"]

async function addMember(role: "owner" | "admin" | "viewer"): Promise<string> {
  const { id } = await testEnv.db.member.create({
    data: { email: `${crypto.randomUUID()}@tenantry.example`, name: role, role, passwordHash: "-" },
    select: { id: true },
  })
  return id
}
