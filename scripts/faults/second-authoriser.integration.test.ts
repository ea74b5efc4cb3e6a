import { setTimeout as sleep } from "node:timers/promises"
import { decodeJwt } from "jose"
import { expect, inject, it } from "vitest"
import { startKeeperProcess } from "@/keeper/testing/keeper-process"
import { askToken, createTestService, formOf, openDoor } from "@/keeper/testing/services"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"
import { countInvariants, report } from "@/scripts/faults/invariants"

const { long } = inject("faults")
const PER_SECOND = 50
const SECONDS = long ? 30 : 6
// So short that a chain's end shows within the run.
const ACCESS_TOKEN_IN_SECONDS = long ? 12 : 5
const KILL_AFTER_SECONDS = SECONDS / 4

it(`two keepers under ${PER_SECOND} token requests a second fail none when the first authoriser's chain ends`, async () => {
  const testEnv = await startTestEnv({
    sandbox: { accessTokenInSeconds: ACCESS_TOKEN_IN_SECONDS },
  })
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ as: "bjorn", choose: "mapleFlorist" })
  const service = await createTestService(testEnv, { tenantIds: [TENANTS.mapleFlorist] })
  const form = { ...formOf(service), resource: TENANTS.mapleFlorist, minimum_seconds: "1" }
  const keepers = await openKeepers(testEnv)
  for (const { url } of keepers) await ask(url, form)
  const replies: Reply[] = []
  const startedAt = performance.now()
  let killedAt = Number.POSITIVE_INFINITY
  const asking: Promise<unknown>[] = []
  for (let n = 0; n < SECONDS * PER_SECOND; n += 1) {
    await sleep(Math.max(0, startedAt + (n * 1_000) / PER_SECOND - performance.now()))
    if (n === KILL_AFTER_SECONDS * PER_SECOND) {
      await testEnv.control.killChain(XERO_USERS.alice)
      killedAt = performance.now()
    }
    const url = keepers[n % keepers.length]?.url ?? ""
    asking.push(ask(url, form).then((reply) => replies.push(reply)))
  }
  await Promise.all(asking)
  const failed = replies.filter((one) => one.status !== 200)
  const afterwards = replies.filter((one) => one.at >= killedAt)
  const bySecond = afterwards.filter((one) => one.xeroUserId === XERO_USERS.bjorn)
  const afterMilliseconds = Math.min(...bySecond.map((one) => one.at)) - killedAt
  const slowest = Math.max(...afterwards.map((one) => one.tookInMilliseconds))
  report(
    `2 keepers, ${PER_SECOND} token requests/s, the first authoriser's chain ended`,
    await countInvariants(testEnv, {}),
    `${failed.length} of ${replies.length} failed, second authoriser after ${seconds(afterMilliseconds)}, slowest request ${seconds(slowest)}`,
  )
  for (const one of keepers) await one.close()
  await testEnv.close()
  expect(failed).toEqual([])
  expect(bySecond.length).toBeGreaterThan(PER_SECOND)
  expect(afterMilliseconds).toBeLessThan((ACCESS_TOKEN_IN_SECONDS + 2) * 1_000)
}, 180_000)

/** Real processes in the long run; in the short one, doors of this process, which start at once. */
async function openKeepers(testEnv: TestEnv): Promise<{ url: string; close(): Promise<void> }[]> {
  if (long) {
    const started = await Promise.all([1, 2].map(() => startKeeperProcess(testEnv.env)))
    return started.map(({ url, kill }) => ({ url, close: () => kill("SIGTERM") }))
  }
  return [await openDoor(testEnv), await openDoor(testEnv, { keeper: await testEnv.openAnother() })]
}

async function ask(url: string, form: Record<string, string>): Promise<Reply> {
  const at = performance.now()
  const { status, body } = await askToken({ url }, form)
  const claims = status === 200 ? decodeJwt(String(body.access_token)) : {}
  const tookInMilliseconds = performance.now() - at
  return { at, tookInMilliseconds, status, xeroUserId: String(claims.xero_userid) }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(2)} s`
}

type Reply = { at: number; tookInMilliseconds: number; status: number; xeroUserId: string }
