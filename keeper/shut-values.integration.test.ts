import { randomBytes } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { rotateAlertSecret } from "@/keeper/alerts/channels/channels"
import { chainEvents } from "@/keeper/audit/chain-events"
import { type SealedRow, storeChannel, storeSealedRows } from "@/keeper/testing/sealed-rows"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { type Receiver, startReceiver } from "@/keeper/testing/webhook-receiver"
import { createVault } from "@/keeper/vault/vault"

const testEnv = shareTestEnv()
let receiver: Receiver
let rows: SealedRow[]
beforeAll(async () => {
  testEnv.keeper.alerts.allowPrivateTargets = true
  receiver = await startReceiver()
  rows = await storeSealedRows(testEnv, receiver.url)
})
afterAll(() => receiver.close())

/** What somebody may leave in the place of a sealed value. */
const DAMAGES: [string, (one: string, other: string) => Promise<string> | string][] = [
  ["another row's value", (_, other) => other],
  [
    "a bent value",
    (one) => `${one.slice(0, -30)}${one.at(-30) === "A" ? "B" : "A"}${one.slice(-29)}`,
  ],
  ["a value that was cut", (one) => one.slice(0, -12)],
  ["half a value", (one) => one.slice(0, one.length / 2)],
  ["nothing", () => ""],
  ["a value in the clear", () => "in the clear"],
  ["a value of another version", (one) => withHeader(one, { alg: "RSA-OAEP" })],
  ["a value that wants no key", (one) => withHeader(one, { enc: "none" })],
  ["a value sealed with another key of the same name", (one) => elsewhere(one, "k1")],
  ["a value sealed with a key that is not here", (one) => elsewhere(one, "k9")],
]

it.each(DAMAGES)("says what is shut and leaves it as it is: %s", async (_, make) => {
  const received = receiver.received.length
  for (const [at, row] of rows.entries()) {
    const damaged = await make(row.sealed, rows.at(at - 1)?.sealed ?? "")
    await row.put(damaged)
    expect(await row.use(), row.column).toMatchObject(row.shut)
    expect(await row.read(), row.column).toBe(damaged)
    await row.put(row.sealed)
  }
  expect(receiver.received).toHaveLength(received)
})

it("a keeper starts beside rows that are shut, and each works again with the value that was there", async () => {
  await chainEvents(testEnv.keeper)
  for (const row of rows) await row.put(`${row.sealed.slice(0, -30)}${"A".repeat(30)}`)
  await testEnv.openAnother()
  for (const row of rows) {
    await row.put(row.sealed)
    expect(await row.use(), row.column).toMatchObject(row.open)
  }
})

it("a webhook whose secret is shut gets a new one, and messages are signed with it alone", async () => {
  const { id, put, use } = await storeChannel(testEnv, receiver.url)
  await put("x")
  const channelId = id ?? ""
  const rotated = await rotateAlertSecret(testEnv.keeper, testEnv.memberId, { channelId })
  expect(rotated.kind).toBe("rotated")
  await use()
  expect(receiver.received.at(-1)?.headers["webhook-signature"]).toMatch(/^v1,\S+$/)
})

function withHeader(sealed: string, change: object): string {
  const [header = "", ...rest] = sealed.split(".")
  const read = JSON.parse(Buffer.from(header, "base64url").toString("utf8"))
  const made = Buffer.from(JSON.stringify({ ...read, ...change })).toString("base64url")
  return [made, ...rest].join(".")
}

/** The same place, and a key that is not this installation's. */
async function elsewhere(sealed: string, keyId: string): Promise<string> {
  const header = Buffer.from(sealed.split(".")[0] ?? "", "base64url").toString("utf8")
  const [installationId = "", column = "", ...row] = JSON.parse(header).ctx.split("/")
  const keys = [{ keyId, bytes: randomBytes(32) }]
  return createVault({ keys, installationId }).seal("x", { column, row: row.join("/") })
}
