import { beforeEach, expect, it } from "vitest"
import { addPasskey, startPasskey } from "@/keeper/members/factors/add-passkey"
import { askPasskey } from "@/keeper/members/factors/check-passkey"
import { signInWithPasskey } from "@/keeper/members/factors/sign-in-with-passkey"
import { addDevice, addProvenMember, type ProvenMember } from "@/keeper/testing/factor-test-env"
import { createPasskeyDevice, type PasskeyDevice } from "@/keeper/testing/passkey-device"
import { shareTestEnv } from "@/keeper/testing/share-test-env"

const testEnv = shareTestEnv()
let member: ProvenMember
let device: PasskeyDevice
beforeEach(async () => {
  member = await addProvenMember(testEnv.keeper)
  device = await addDevice(testEnv.keeper, member)
})

it("recognises a member by the passkey alone, and notes when it was used", async () => {
  expect(await signIn()).toEqual({ kind: "passed", memberId: member.memberId })
  const select = { name: true, lastUsedAt: true, counter: true } as const
  const [passkey] = await testEnv.db.passkey.findMany({ where: owned(), select })
  expect(passkey).toEqual({ name: "Laptop", lastUsedAt: expect.any(Date), counter: 1n })
})

it("refuses a passkey whose count did not grow, because there may be a copy, and tells it", async () => {
  await signIn({ counter: 7 })
  for (const counter of [7, 6, 0]) {
    expect(await signIn({ counter })).toEqual({ kind: "passkey_copied" })
  }
  const events = await testEnv.db.auditEvent.findMany({
    where: { memberId: member.memberId, kind: "member.passkey_copied" },
    select: { detail: true },
  })
  expect(events).toHaveLength(3)
  expect(events[0]).toEqual({ detail: { name: "Laptop" } })
  expect(await signIn({ counter: 8 })).toMatchObject({ kind: "passed" })
})

it("takes a passkey that does not count its uses at all", async () => {
  await signIn({ counter: 0 })
  expect(await signIn({ counter: 0 })).toMatchObject({ kind: "passed" })
})

it("refuses another origin, a used challenge, a disabled member and a removed passkey", async () => {
  const counted = await testEnv.db.refusalCount.count()
  expect(await signIn({ origin: "http://localhost:3999" })).toEqual({ kind: "wrong_proof" })
  await expect.poll(() => testEnv.db.refusalCount.count()).toBe(counted + 1)
  const { options } = await askPasskey(testEnv.keeper)
  const response = device.sign(options)
  expect(await signInWithPasskey(testEnv.keeper, { response })).toMatchObject({
    kind: "passed",
  })
  const again = { response: device.sign(options) }
  expect(await signInWithPasskey(testEnv.keeper, again)).toEqual({ kind: "wrong_proof" })
  const where = { id: member.memberId }
  await testEnv.db.member.update({ where, data: { disabledAt: new Date() } })
  expect(await signIn()).toEqual({ kind: "wrong_proof" })
  await testEnv.db.member.update({ where, data: { disabledAt: null } })
  expect(await signIn()).toMatchObject({ kind: "passed" })
  await testEnv.db.passkey.deleteMany({ where: owned() })
  expect(await signIn()).toEqual({ kind: "wrong_proof" })
})

it("refuses passkeys where single sign-on is the only way in, save the emergency owner's", async () => {
  const emergency = await addProvenMember(testEnv.keeper, "owner")
  const theirs = await addDevice(testEnv.keeper, emergency)
  const { keeper, db } = testEnv
  await db.ssoSettings.create({ data: { ...SSO, emergencyOwnerId: emergency.memberId } })
  expect(await signIn()).toEqual({ kind: "wrong_proof" })
  const response = theirs.sign((await askPasskey(keeper)).options)
  expect(await signInWithPasskey(keeper, { response })).toMatchObject({ kind: "passed" })
  await db.ssoSettings.deleteMany()
  expect(await signIn()).toMatchObject({ kind: "passed" })
})

it("lets one of two answers at the same moment in, where both bear the same count", async () => {
  const answers = await Promise.all([askPasskey(testEnv.keeper), askPasskey(testEnv.keeper)])
  const outcomes = await Promise.all(
    answers.map(({ options }) =>
      signInWithPasskey(testEnv.keeper, {
        response: device.sign(options, { counter: 3 }),
      }),
    ),
  )
  expect(outcomes.filter((one) => one.kind === "passed")).toHaveLength(1)
})

it("adds no passkey without its challenge, for another origin, or that is there already", async () => {
  const { keeper } = testEnv
  const start = async () => {
    const started = await startPasskey(keeper, member)
    if (started.kind !== "started") throw new Error(started.kind)
    return started.options
  }
  const options = await start()
  expect(options).toMatchObject({
    rp: { id: "localhost", name: "Tenantry" },
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  })
  expect(options.excludeCredentials).toHaveLength(1)
  const other = createPasskeyDevice(keeper.appUrl)
  const add = (response: ReturnType<PasskeyDevice["make"]>, by = member) =>
    addPasskey(keeper, by, { name: "Phone", response })
  expect(await add(other.make(options), await addProvenMember(keeper))).toEqual(WRONG)
  expect(await add(other.make(options, { origin: "https://evil.example" }))).toEqual(WRONG)
  expect(await add(other.make(await start(), { flags: 0x41 }))).toEqual(WRONG)
  const answer = other.make(await start())
  expect(await add(answer)).toEqual({ kind: "added", recoveryCodes: null })
  expect(await add(answer)).toEqual(WRONG)
  expect(await add(other.make(await start()))).toEqual(WRONG)
  expect(await testEnv.db.passkey.count({ where: owned() })).toBe(2)
})

const SSO = {
  name: "Directory",
  issuer: "https://id.ledgers.example",
  clientId: "tenantry",
  clientSecretSealed: "sealed",
  fromEnvironment: false,
  newMembers: "invited",
  trustsEmail: false,
} as const
const WRONG = { kind: "wrong_proof" }

async function signIn(bent?: { counter?: number; origin?: string }) {
  const { options } = await askPasskey(testEnv.keeper)
  const response = device.sign(options, bent)
  return signInWithPasskey(testEnv.keeper, { response })
}

function owned(): { memberId: string } {
  return { memberId: member.memberId }
}
