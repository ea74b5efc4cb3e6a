import { setTimeout as sleep } from "node:timers/promises"
import { expect, it } from "vitest"
import { countInvariants, report } from "@/keeper/faults/invariants"
import { askRefresh } from "@/keeper/testing/ask-refresh"
import { startKeeperProcess } from "@/keeper/testing/keeper-process"
import { openStage, type Stage } from "@/keeper/testing/open-stage"

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let polls = 0; polls < 1_000 && !(await holds()); polls += 1) await sleep(20)
}

async function rotationOf(stage: Stage, grantId: string): Promise<number> {
  const grant = await stage.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  return grant.rotation
}

// A fiftieth of Xero's times: a lease of 1.2 s, a grace of 36 s.
const PACE = 0.02

it.each(["H2", "H3"] as const)(
  "a lease holder paused past its lease and continued moves no pointer back, under %s",
  async (graceVariant) => {
    const stage = await openStage({
      pace: PACE,
      timings: { tokenTimeout: 20_000 },
      sandbox: { graceVariant, graceInSeconds: 120, accessTokenInSeconds: 36 },
    })
    const { grantId } = await stage.consent({ choose: "mapleFlorist" })
    const [holder, other] = await Promise.all([
      startKeeperProcess(stage.env),
      startKeeperProcess(stage.env),
    ])
    await stage.control.addFault({
      target: "token",
      kind: "delay-after",
      delayInMilliseconds: 300,
      times: 1,
    })
    const asked = askRefresh(stage, holder)
    await until(async () => (await stage.db.refreshAttempt.count({ where: { grantId } })) > 0)
    process.kill(holder.pid, "SIGSTOP")
    await until(async () => (await rotationOf(stage, grantId)) > 1)
    const meanwhile = await stage.db.grant.findUniqueOrThrow({ where: { id: grantId } })
    process.kill(holder.pid, "SIGCONT")
    await asked
    await sleep(5_000)
    const end = await askRefresh(stage, other)
    const after = await stage.db.grant.findUniqueOrThrow({ where: { id: grantId } })
    const invariants = await countInvariants(stage)
    await Promise.all([holder.kill(), other.kill()])
    report(`lease holder paused, ${graceVariant}`, invariants)
    await stage.close()
    expect(meanwhile.rotation).toBeGreaterThan(1)
    expect(after.rotation).toBeGreaterThan(meanwhile.rotation)
    expect(end).toBe("refreshed")
    expect(invariants).toMatchObject({ chainsLost: 0, endedThoughAlive: 0, answersNotStored: 0 })
  },
  120_000,
)
