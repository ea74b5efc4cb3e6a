import { beforeEach, expect, it } from "vitest"
import { askPasskey, askPasskeyOf } from "@/keeper/members/factors/check-passkey"
import { passSecondStep, startStepPasskey } from "@/keeper/members/factors/second-step"
import {
  addApp,
  addDevice,
  addProvenMember,
  codeOf,
  enterPassword,
  forgetCodes,
  type ProvenMember,
} from "@/keeper/testing/factor-test-env"
import type { PasskeyDevice } from "@/keeper/testing/passkey-device"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import type { StepProof } from "@/lib/contract/step-operations"

const testEnv = shareTestEnv()
let member: ProvenMember
let device: PasskeyDevice
let secret: string
let recoveryCodes: string[]
let token: string
beforeEach(async () => {
  member = await addProvenMember(testEnv.keeper)
  ;({ secret, recoveryCodes } = await addApp(testEnv.keeper, member))
  await forgetCodes(testEnv.keeper)
  device = await addDevice(testEnv.keeper, member)
  token = await enterPassword(testEnv.keeper, member.memberId)
})

const TAKEN: Case[] = [
  ["a code of the authenticator app", async () => appCode(codeOf(secret))],
  ["a code that the app shows a little early", async () => appCode(codeOf(secret, 1))],
  ["a code typed in two halves", async () => appCode(codeOf(secret).replace(/^.../, "$& "))],
  ["a recovery code", async () => recovery(0)],
  [
    "a recovery code in capitals and spaces",
    async () => recovery(1, (code) => code.toUpperCase().replaceAll("-", " ")),
  ],
  ["a passkey", async () => passkey(device.sign(await ask()))],
]

it.each(TAKEN)("takes %s after the password, and the step is over", async (_, prove) => {
  expect(await pass(await prove())).toEqual({ kind: "passed", memberId: member.memberId })
  expect(await pass(recovery(2))).toEqual({ kind: "over" })
})

const REFUSED: Case[] = [
  [
    "a code that was taken before",
    async () => {
      const code = codeOf(secret)
      await passAnew(appCode(code))
      return appCode(code)
    },
  ],
  ["a code of two steps ago", async () => appCode(codeOf(secret, -2))],
  ["a code of a minute ahead", async () => appCode(codeOf(secret, 2))],
  ["a code of another member's app", async () => appCode(codeOf((await addOther()).secret))],
  [
    "a recovery code that was used before",
    async () => {
      await passAnew(recovery(0))
      return recovery(0)
    },
  ],
  [
    "another member's recovery code",
    async () => {
      const [code = ""] = (await addOther()).recoveryCodes
      return { kind: "recovery_code", code }
    },
  ],
  ["a recovery code given as a code of the app", async () => appCode(recoveryCodes[0] ?? "")],
  ["another member's passkey", async () => passkey((await addOther()).device.sign(await ask()))],
  [
    "a passkey that nobody has",
    async () => passkey((await addOther(false)).device.sign(await ask())),
  ],
  [
    "an answer for another origin",
    async () => passkey(device.sign(await ask(), { origin: "https://evil.example" })),
  ],
  [
    "an answer for another port",
    async () => passkey(device.sign(await ask(), { origin: "http://localhost:3999" })),
  ],
  [
    "an answer to a challenge that was used before",
    async () => {
      const asked = await ask()
      await passAnew(passkey(device.sign(asked)))
      return passkey(device.sign(asked))
    },
  ],
  [
    "an answer to a challenge of more than five minutes ago",
    async () => {
      const asked = await ask()
      await testEnv.db.$executeRaw`
      UPDATE "PasskeyChallenge" SET "createdAt" = "createdAt" - interval '5 minutes'`
      return passkey(device.sign(asked))
    },
  ],
  [
    "an answer to a challenge of our own making",
    async () => passkey(device.sign({ challenge: "AAAA" })),
  ],
  [
    "an answer to a challenge of the sign-in without a password",
    async () => passkey(device.sign((await askPasskey(testEnv.keeper)).options)),
  ],
  [
    "an answer to a challenge of the same member's sudo",
    async () => {
      const asked = await askPasskeyOf(testEnv.keeper, member.memberId, `sudo:${member.sessionId}`)
      return passkey(device.sign("options" in asked ? asked.options : { challenge: "" }))
    },
  ],
  [
    "an answer that nobody confirmed by PIN, finger or face",
    async () => passkey(device.sign(await ask(), { flags: 0x01 })),
  ],
  [
    "an answer with another signature",
    async () => {
      const answer = device.sign(await ask())
      const { signature } = device.sign(await ask()).response
      return passkey({ ...answer, response: { ...answer.response, signature } })
    },
  ],
  [
    "an answer that names another member",
    async () => {
      const answer = device.sign(await ask())
      const userHandle = Buffer.from(testEnv.memberId).toString("base64url")
      return passkey({ ...answer, response: { ...answer.response, userHandle } })
    },
  ],
  [
    "an answer whose client data is no JSON",
    async () => {
      const answer = device.sign(await ask())
      return passkey({ ...answer, response: { ...answer.response, clientDataJSON: "e30" } })
    },
  ],
]

it.each(REFUSED)("refuses %s, and the step goes on", async (_, prove) => {
  const proof = await prove()
  expect(await pass(proof)).toEqual({ kind: "wrong_proof" })
  expect(await pass(recovery(5))).toEqual({ kind: "passed", memberId: member.memberId })
})

async function ask(): Promise<Challenge> {
  const asked = await startStepPasskey(testEnv.keeper, { token })
  return "options" in asked ? asked.options : { challenge: asked.kind }
}

function pass(proof: StepProof) {
  return passSecondStep(testEnv.keeper, { token, proof, deviceId: null })
}

/** Passes with this proof, and enters the password again. */
async function passAnew(proof: StepProof): Promise<void> {
  expect(await pass(proof)).toMatchObject({ kind: "passed" })
  token = await enterPassword(testEnv.keeper, member.memberId)
}

async function addOther(keepsPasskey = true) {
  const { keeper } = testEnv
  const other = await addProvenMember(keeper)
  const app = await addApp(keeper, other)
  const theirs = await addDevice(keeper, other)
  if (!keepsPasskey) await keeper.db.passkey.deleteMany({ where: { memberId: other.memberId } })
  return { ...app, device: theirs }
}

function appCode(code: string): StepProof {
  return { kind: "app_code", code }
}

function recovery(at: number, spell = (code: string) => code): StepProof {
  return { kind: "recovery_code", code: spell(recoveryCodes[at] ?? "") }
}

function passkey(response: ReturnType<PasskeyDevice["sign"]>): StepProof {
  return { kind: "passkey", response }
}

type Challenge = { challenge: string }
type Case = [what: string, prove: () => Promise<StepProof>]
