import { setTimeout as sleep } from "node:timers/promises"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import type { Keeper } from "@/keeper/keeper"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { SANDBOX_CLIENT } from "@/sandbox/seed"

const LONGEST_BACK_OFF_IN_MS = 300

/** At a thousandth of Xero's times: 60 s become 60 ms, the grace 2 s. */
export async function startChainTestEnv(): Promise<TestEnv> {
  return startTestEnv({
    pace: 0.001,
    timings: { tokenTimeout: 2_000 },
    sandbox: { graceInSeconds: 2 },
  })
}

/** Alice's chain begun anew, with Xero and the app in order again; returns its grant. */
export async function beginChain(testEnv: TestEnv): Promise<string> {
  await testEnv.control.clearFaults()
  await testEnv.control.setSecrets([SANDBOX_CLIENT.clientSecret])
  await testEnv.db.$executeRaw`UPDATE "XeroApp" SET "faultSince" = NULL`
  const { connections } = await testEnv.control.state()
  const choose = connections.length === 0 ? "mapleFlorist" : "continue"
  return (await testEnv.consent({ choose })).grantId
}

/** Until the refresh under way has its intent committed; the sandbox then holds its answer back. */
export async function untilPresented(testEnv: TestEnv, grantId: string): Promise<void> {
  for (let polls = 0; polls < 200; polls += 1) {
    const open = await testEnv.db.refreshAttempt.count({ where: { grantId, outcome: null } })
    if (open > 0) return
    await sleep(10)
  }
  throw new Error("no refresh was begun")
}

/** Whether one more refresh, after every wait that the last may have left, brings a token set. */
export async function isAlive(keeper: Keeper, grantId: string): Promise<boolean> {
  await sleep(LONGEST_BACK_OFF_IN_MS)
  const result = await refreshGrant(keeper, grantId, { asked: true, wait: true })
  return result.kind === "refreshed"
}

/** How many refreshes Xero was asked for so far. */
export async function countRefreshRequests({ control }: TestEnv): Promise<number> {
  const { counters } = await control.state()
  return counters.tokenRequests.filter((one) => one.grantType === "refresh_token").length
}
