import { setTimeout as sleep } from "node:timers/promises"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import type { Keeper } from "@/keeper/keeper"
import { openStage, type Stage } from "@/keeper/testing/open-stage"
import { SANDBOX_CLIENT } from "@/sandbox/seed"

const LONGEST_BACK_OFF_IN_MS = 300

/** At a thousandth of Xero's times: 60 s become 60 ms, the grace 2 s. */
export async function openChainStage(): Promise<Stage> {
  return openStage({
    pace: 0.001,
    timings: { tokenTimeout: 2_000 },
    sandbox: { graceInSeconds: 2 },
  })
}

/** Alice's chain begun anew, with Xero and the app in order again; returns its grant. */
export async function beginChain(stage: Stage): Promise<string> {
  await stage.control.clearFaults()
  await stage.control.setSecrets([SANDBOX_CLIENT.clientSecret])
  await stage.db.$executeRaw`UPDATE "XeroApp" SET "faultSince" = NULL`
  const { connections } = await stage.control.state()
  const choose = connections.length === 0 ? "mapleFlorist" : "continue"
  return (await stage.consent({ choose })).grantId
}

/** Until the refresh under way has its intent committed; the sandbox then holds its answer back. */
export async function untilPresented(stage: Stage, grantId: string): Promise<void> {
  for (let polls = 0; polls < 200; polls += 1) {
    const open = await stage.db.refreshAttempt.count({ where: { grantId, outcome: null } })
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
export async function countRefreshRequests({ control }: Stage): Promise<number> {
  const { counters } = await control.state()
  return counters.tokenRequests.filter((one) => one.grantType === "refresh_token").length
}
