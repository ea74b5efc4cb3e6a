import { randomBytes } from "node:crypto"
import { beforeAll, beforeEach, expect, it } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { refreshTokenPlace } from "@/keeper/grants/seal-token-set"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { createVault } from "@/keeper/vault/vault"

const testEnv = shareTestEnv()
let one: Chain
let other: Chain

beforeAll(async () => {
  one = await chainOf((await testEnv.consent({ choose: "mapleFlorist" })).grantId)
  other = await chainOf((await testEnv.consent({ as: "bjorn", choose: "soens" })).grantId)
})
beforeEach(async () => {
  await put(one.sealed)
  await testEnv.db.$executeRaw`UPDATE "Grant" SET "lastOutcome" = 'ok', "failingSince" = NULL`
})

async function chainOf(grantId: string): Promise<Chain> {
  const { currentTokenSet } = await testEnv.db.grant.findUniqueOrThrow({
    where: { id: grantId },
    select: { currentTokenSet: { select: { id: true, refreshTokenSealed: true } } },
  })
  const { id = "", refreshTokenSealed } = currentTokenSet ?? {}
  return { grantId, tokenSetId: id, sealed: refreshTokenSealed ?? "" }
}

/** In place of what is stored of the first chain. */
async function put(refreshTokenSealed: string): Promise<void> {
  const { tokenSetId: id } = one
  await testEnv.db.tokenSet.update({ where: { id }, data: { refreshTokenSealed } })
}

async function requests(): Promise<number> {
  return (await testEnv.control.state()).counters.totalTokenRequests
}

async function elsewhere(keyId: string): Promise<string> {
  const { id: installationId } = await testEnv.db.installation.findFirstOrThrow()
  const keys = [{ keyId, bytes: randomBytes(32) }]
  return createVault({ keys, installationId }).seal("x", refreshTokenPlace(one.tokenSetId))
}

function flipped(sealed: string): string {
  const at = sealed.length - 40
  return sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1)
}

const CASES: [string, string, () => Promise<string> | string][] = [
  ["belongs to another row", "damaged", () => other.sealed],
  ["has a flipped bit", "damaged", () => flipped(one.sealed)],
  ["is cut", "damaged", () => one.sealed.slice(0, -10)],
  ["is empty", "damaged", () => ""],
  ["is no sealed value", "damaged", () => "a refresh token in the clear"],
  ["was sealed by another key of the same id", "damaged", () => elsewhere("k1")],
  ["was sealed by a key that is not here", "key_missing", () => elsewhere("k9")],
  [
    "was sealed for another column",
    "damaged",
    () => testEnv.keeper.vault.seal("x", { column: "TokenSet.accessToken", row: one.tokenSetId }),
  ],
]

it.each(CASES)(
  "a stored refresh token that %s is %s: told once, nothing sent, nothing changed",
  async (_, reason, make) => {
    const sealed = await make()
    await put(sealed)
    const [before, eventsBefore] = [await requests(), await countShut()]
    for (const asked of [false, true])
      expect(await refreshGrant(testEnv.keeper, one.grantId, { asked })).toEqual({ kind: "shut" })
    expect(await requests()).toBe(before)
    expect(await countShut()).toBe(eventsBefore + 1)
    const grant = await testEnv.db.grant.findUniqueOrThrow({ where: { id: one.grantId } })
    expect(grant).toMatchObject({ state: "active", lastOutcome: reason, strikes: 0, failures: 0 })
    expect(grant.currentTokenSetId).toBe(one.tokenSetId)
    expect((await chainOf(one.grantId)).sealed).toBe(sealed)
    expect(await refreshGrant(testEnv.keeper, other.grantId, { asked: true })).toEqual({
      kind: "refreshed",
    })
    other = await chainOf(other.grantId)
  },
)

it("a keeper starts beside a row that does not open, and the row works again once it is put back", async () => {
  await put(await elsewhere("k9"))
  const keeper = await testEnv.openAnother()
  expect(await refreshGrant(keeper, one.grantId)).toEqual({ kind: "shut" })
  await put(one.sealed)
  expect(await refreshGrant(keeper, one.grantId)).toEqual({ kind: "refreshed" })
  const grant = await testEnv.db.grant.findUniqueOrThrow({ where: { id: one.grantId } })
  expect(grant).toMatchObject({ lastOutcome: "ok", failingSince: null })
  one = await chainOf(one.grantId)
})

function countShut(): Promise<number> {
  return testEnv.db.auditEvent.count({ where: { kind: "grant.shut" } })
}

type Chain = { grantId: string; tokenSetId: string; sealed: string }
