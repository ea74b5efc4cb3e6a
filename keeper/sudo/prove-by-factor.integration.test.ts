import { beforeEach, expect, it } from "vitest"
import { proveMember, startProofPasskey } from "@/keeper/sudo/prove-member"
import {
  addApp,
  addDevice,
  addProvenMember,
  codeOf,
  forgetCodes,
  type ProvenMember,
} from "@/keeper/testing/factor-test-env"
import { openSession } from "@/keeper/testing/sessions"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import type { Proof } from "@/lib/contract/sudo-operations"
import { hasSudo } from "@/lib/members/sudo"

const testEnv = shareTestEnv()
let member: ProvenMember
beforeEach(async () => {
  member = await addProvenMember(testEnv.keeper)
})

it("gives sudo for one of the member's own passkeys, asked for in this very session", async () => {
  const device = await addDevice(testEnv.keeper, member)
  const thief = await addProvenMember(testEnv.keeper)
  const theirs = await addDevice(testEnv.keeper, thief)
  await letSudoPass()
  const elsewhere = await openAnother()
  expect(await prove(theirs.sign(await ask()))).toEqual(WRONG)
  expect(await prove(device.sign(await ask(elsewhere)))).toEqual(WRONG)
  expect(await hasSudo(testEnv.db, member)).toBe(false)
  expect(await prove(device.sign(await ask()))).toEqual({ kind: "proven" })
  expect(await hasSudo(testEnv.db, member)).toBe(true)
  expect(await hasSudo(testEnv.db, elsewhere)).toBe(false)
  expect(await prove(device.sign(await ask(), { counter: 1 }))).toEqual({ kind: "passkey_copied" })
  const select = { kind: true, detail: true } as const
  const where = { memberId: member.memberId, kind: { startsWith: "member.pro" } }
  const events = await testEnv.db.auditEvent.findMany({ where, select, orderBy: { id: "asc" } })
  expect(events.map((one) => one.kind.replace("member.", ""))).toEqual([
    "proof_refused",
    "proof_refused",
    "proven",
  ])
  expect(events[2]?.detail).toEqual({ by: "passkey" })
})

it("has no passkey to ask for where the member has none", async () => {
  expect(await startProofPasskey(testEnv.keeper, member)).toEqual({ kind: "not_found" })
})

it("gives sudo for a code of the member's app, once, and for no recovery code", async () => {
  const { secret, recoveryCodes } = await addApp(testEnv.keeper, member)
  await forgetCodes(testEnv.keeper)
  await letSudoPass()
  const code = codeOf(secret)
  expect(await prove(recoveryCodes[0] ?? "")).toEqual(WRONG)
  expect(await prove(code)).toEqual({ kind: "proven" })
  expect(await hasSudo(testEnv.db, member)).toBe(true)
  expect(await prove(code)).toEqual(WRONG)
})

it("makes whoever guesses codes wait, in all of the member's sessions together at last", async () => {
  const { secret } = await addApp(testEnv.keeper, member)
  await forgetCodes(testEnv.keeper)
  for (let sessions = 0; sessions < 4; sessions += 1) {
    for (let tries = 0; tries < 5; tries += 1) expect(await prove("000000")).toEqual(WRONG)
    expect(await prove(codeOf(secret))).toMatchObject({ kind: "throttled" })
    member = await openAnother()
  }
  expect(await prove(codeOf(secret))).toMatchObject({ kind: "throttled" })
})

async function ask(by = member): Promise<{ challenge: string }> {
  const asked = await startProofPasskey(testEnv.keeper, by)
  return "options" in asked ? asked.options : { challenge: asked.kind }
}

function prove(shown: string | Extract<Proof, { kind: "passkey" }>["response"]) {
  const proof: Proof =
    typeof shown === "string"
      ? { kind: "app_code", code: shown }
      : { kind: "passkey", response: shown }
  return proveMember(testEnv.keeper, member, { proof })
}

async function letSudoPass(): Promise<void> {
  await testEnv.db.proof.deleteMany()
}

async function openAnother(): Promise<ProvenMember> {
  const { memberId } = member
  return { memberId, sessionId: await openSession({ db: testEnv.db, memberId }) }
}

const WRONG = { kind: "wrong_proof" }
