import { describe, expect, inject, it } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { createSignal } from "@/keeper/testing/create-signal"
import { openDatabaseProxy } from "@/keeper/testing/database-proxy"
import { startFaultProxy } from "@/keeper/testing/fault-proxy"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { startWork } from "@/keeper/work/start-work"
import { countInvariants, report } from "@/scripts/faults/invariants"
import { untilSettled } from "@/scripts/faults/until-settled"

const { long } = inject("faults")
const VARIANTS = long ? (["H1", "H2", "H3", "H4", "H6"] as const) : (["H3"] as const)
const OUTLIVED = long ? VARIANTS : (["H6"] as const)
const LEASE_IN_MILLISECONDS = 3_000
const INTENT = 'INSERT INTO "RefreshAttempt"'
const HALF_AN_HOUR_IN_SECONDS = 30 * 60

type Variant = (typeof VARIANTS)[number] | (typeof OUTLIVED)[number]

/** A fiftieth of Xero's waiting times; a lease is long enough to be held by a keeper that is not held up. */
function open(graceVariant: Variant): Promise<TestEnv> {
  return startTestEnv({
    pace: 0.02,
    timings: { tokenTimeout: 20_000, lease: LEASE_IN_MILLISECONDS },
    sandbox: { graceVariant, graceInSeconds: HALF_AN_HOUR_IN_SECONDS },
  })
}

async function expectNothingLost(testEnv: TestEnv, name: string, note: string): Promise<void> {
  const invariants = await countInvariants(testEnv)
  report(name, invariants, note)
  expect(invariants).toMatchObject({
    chainsLost: 0,
    endedThoughAlive: 0,
    answersNotStored: 0,
    outsideGrace: 0,
    unrecorded: 0,
  })
}

describe.each(OUTLIVED)("a keeper whose lease is granted late, under %s", (graceVariant) => {
  it("sends nothing when another has moved the chain on meanwhile", async () => {
    const testEnv = await open(graceVariant)
    const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
    const proxy = await startFaultProxy(testEnv.url)
    const late = await testEnv.openAnother({ DATABASE_URL: proxy.url })
    const lease = proxy.holdAt(INTENT)
    const refreshing = refreshGrant(late, grantId)
    await lease.reached
    const work = startWork(testEnv.keeper)
    // It comes for the chain when the lease is over; two presentations of one parent are confirmed.
    expect(await refreshGrant(testEnv.keeper, grantId, { wait: true })).toEqual({
      kind: "refreshed",
    })
    await untilSettled(testEnv)
    await work.stop()
    await testEnv.control.setClock(HALF_AN_HOUR_IN_SECONDS)
    const before = (await testEnv.control.state()).counters.totalTokenRequests
    lease.release()
    await refreshing
    const sent = (await testEnv.control.state()).counters.totalTokenRequests - before
    const intent = await testEnv.db.refreshAttempt.findFirstOrThrow({
      where: { keeperId: late.id },
      select: { outcome: true },
    })
    await proxy.close()
    const name = `lease granted late, the chain moved on, ${graceVariant}`
    await expectNothingLost(testEnv, name, `${sent} token requests of the late keeper`)
    await testEnv.close()
    expect({ sent, ...intent }).toEqual({ sent: 0, outcome: "not_sent" })
  }, 120_000)
})

describe.each(VARIANTS)("a keeper that saves its answer late, under %s", (graceVariant) => {
  it("lets it be confirmed when another presented the same parent meanwhile, and lost the answer", async () => {
    const testEnv = await open(graceVariant)
    const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
    const proxy = await openDatabaseProxy(testEnv.url)
    const late = await testEnv.openAnother({ DATABASE_URL: proxy.url })
    const { refresh } = late.xero
    const answered = createSignal()
    late.xero.refresh = async (request) => {
      const judgement = await refresh(request)
      proxy.shut()
      answered.give()
      return judgement
    }
    const saving = refreshGrant(late, grantId)
    await answered.given
    await testEnv.control.addFault({ target: "token", kind: "drop-after", times: 1 })
    const overtaking = await refreshGrant(testEnv.keeper, grantId, { wait: true })
    expect(overtaking).toEqual({ kind: "trouble", trouble: "unknown" })
    proxy.reopen()
    expect(await saving).toEqual({ kind: "refreshed" })
    const work = startWork(testEnv.keeper)
    await untilSettled(testEnv)
    await work.stop()
    await proxy.close()
    const confirmed = await testEnv.db.refreshAttempt.count({
      where: { purpose: "confirm", outcome: { not: null } },
    })
    const name = `answer saved late, the overtaker's lost, ${graceVariant}`
    await expectNothingLost(testEnv, name, `${confirmed} confirming refreshes`)
    await testEnv.close()
    expect(confirmed).toBeGreaterThanOrEqual(2)
  }, 120_000)
})
