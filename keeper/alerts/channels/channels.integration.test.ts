import { beforeEach, expect, it } from "vitest"
import * as channels from "@/keeper/alerts/channels/channels"
import { startReseal } from "@/keeper/keys/manage-reseal"
import { workOnReseal } from "@/keeper/keys/reseal-work"
import { openKeeper } from "@/keeper/open-keeper"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { VaultError } from "@/keeper/vault/vault"
import type { ChannelSettings } from "@/lib/contract/alert-operations"
import { readKeeperEnv, requireEnv } from "@/lib/env"

const WEBHOOK = {
  kind: "webhook",
  name: "Receiver",
  url: "https://hooks.tenantry.example/a",
} as const
const testEnv = shareTestEnv()

beforeEach(() => {
  testEnv.keeper.alerts.allowPrivateTargets = false
  testEnv.keeper.alerts.resolve = async () => ["93.184.215.14"]
})

async function add(settings: ChannelSettings): Promise<string> {
  const added = await channels.addAlertChannel(testEnv.keeper, testEnv.memberId, settings)
  if (added.kind !== "added") throw new Error(JSON.stringify(added))
  return added.channelId
}

it("refuses a webhook whose host is private now, and plain http, unless the environment allows both", async () => {
  const plain = { ...WEBHOOK, url: "http://hooks.tenantry.example/a" }
  const { keeper, memberId } = testEnv
  expect(await channels.addAlertChannel(keeper, memberId, plain)).toEqual({
    kind: "refused",
    why: "https_needed",
  })
  keeper.alerts.resolve = async () => ["93.184.215.14", "10.0.0.8"]
  expect(await channels.addAlertChannel(keeper, memberId, WEBHOOK)).toEqual({
    kind: "refused",
    why: "private_address",
  })
  keeper.alerts.allowPrivateTargets = true
  expect(await channels.addAlertChannel(keeper, memberId, plain)).toMatchObject({ kind: "added" })
})

it("is in the activity with its old and new settings, and without what its address ends in", async () => {
  const { keeper, memberId } = testEnv
  const channelId = await add(WEBHOOK)
  const change = (settings: ChannelSettings) =>
    channels.changeAlertChannel(keeper, memberId, { channelId, settings })
  await change({ ...WEBHOOK, name: "On call" })
  await change({ ...WEBHOOK, name: "On call", url: `${WEBHOOK.url}?key=of-the-receiver` })
  const events = await testEnv.db.auditEvent.findMany({
    where: { kind: "alert.channel_changed" },
    orderBy: { id: "desc" },
    take: 2,
    select: { detail: true },
  })
  expect(events.map(({ detail }) => detail)).toMatchObject([
    { changes: {}, replaced: ["url"] },
    { changes: { name: { from: "Receiver", to: "On call" } }, replaced: [] },
  ])
  const all = JSON.stringify(await testEnv.db.auditEvent.findMany({ select: { detail: true } }))
  expect(all).not.toContain("of-the-receiver")
})

it("has its sealing key proven at start, until its secrets are sealed anew", async () => {
  await add(WEBHOOK)
  const [k1, k2] = [testEnv.env.VAULT_KEYS, `k2:${Buffer.alloc(32, 1).toString("base64")}`]
  const open = (keys: string) =>
    openKeeper(requireEnv(readKeeperEnv({ ...testEnv.env, VAULT_KEYS: keys })), testEnv.keeper.log)
  // From here on the app's own secrets are sealed with k2, the channel's still with k1.
  const both = await open(`${k2},${k1}`)
  const wrong = await open(k2).catch((cause: unknown) => cause)
  expect(wrong).toBeInstanceOf(VaultError)
  expect(String(wrong)).toContain("k1")
  await startReseal(both, null)
  await workOnReseal(both)
  const later = await open(k2)
  await Promise.all([both, later].map((one) => one.db.$disconnect()))
})
