import { setTimeout as sleep } from "node:timers/promises"
import { expect, inject, it, vi } from "vitest"
import { makeDue, storeCrowd } from "@/keeper/testing/crowd"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { startWork } from "@/keeper/work/start-work"
import { SANDBOX_CLIENT } from "@/sandbox/seed"
import { countInvariants, report } from "@/scripts/faults/invariants"

const { long } = inject("faults")
// In the long run a twentieth of Xero's times, so that hundreds of retries fit in; a hundredth in the short one.
const PACE = long ? 0.05 : 0.01
const MINUTE = 60_000 * PACE
const GRACE_IN_SECONDS = (30 * MINUTE) / 1_000
const SOON = { timeout: long ? 900_000 : 90_000, interval: 250 }

const OUTAGES: Outage[] = [
  {
    name: "invalid_client",
    incident: "app_fault",
    mostFailed: 0,
    grants: long ? 100 : 20,
    minutes: long ? 10 : 3,
    begin: (testEnv) => testEnv.control.setSecrets(["somebody-else-rotated-it"]),
    end: (testEnv) => testEnv.control.setSecrets([SANDBOX_CLIENT.clientSecret]),
  },
  {
    name: "503",
    incident: "xero_trouble",
    // Whoever was asked at once with those that showed it.
    mostFailed: 5,
    grants: long ? 500 : 20,
    minutes: long ? 40 : 3,
    begin: (testEnv) =>
      testEnv.control.addFault({ target: "token", kind: "status", status: 503, times: 0 }),
    end: (testEnv) => testEnv.control.clearFaults(),
  },
  {
    name: "one spurious invalid_grant",
    incident: null,
    mostFailed: 0,
    grants: long ? 100 : 20,
    minutes: 1,
    begin: (testEnv) =>
      testEnv.control.addFault({
        target: "token",
        kind: "body",
        status: 400,
        body: { error: "invalid_grant" },
        times: 1,
      }),
    end: async () => {},
  },
]

/** Everybody was refreshed, owes no confirming refresh and fails no more; no incident is open. */
async function untilRecovered(testEnv: TestEnv): Promise<void> {
  await vi.waitFor(async () => {
    const behind = await testEnv.db.grant.count({
      where: {
        OR: [
          { rotation: 1 },
          { failures: { gt: 0 } },
          { strikes: { gt: 0 } },
          { confirmationsDue: { gt: 0 } },
          { failingSince: { not: null } },
          { state: "ended" },
        ],
      },
    })
    const incidents = await testEnv.db.incident.count({ where: { closedAt: null } })
    expect({ behind, incidents }).toEqual({ behind: 0, incidents: 0 })
  }, SOON)
}

/** What members were told of: incidents from their beginning to their end, and of single organisations. */
async function readStory({ db }: TestEnv): Promise<Story> {
  const count = (kind: string) => db.auditEvent.count({ where: { kind } })
  const incidents = await db.incident.findMany({ select: { kind: true } })
  return {
    incidents: incidents.map((one) => one.kind),
    opened: await count("incident.opened"),
    closed: await count("incident.closed"),
    failed: await count("grant.refresh_failed"),
    ended: await count("grant.ended"),
    ownAlerts: await db.alert.count({ where: { kind: { not: "incident" } } }),
  }
}

async function countRequests(testEnv: TestEnv): Promise<number> {
  return (await testEnv.control.state()).counters.totalTokenRequests
}

it.each(OUTAGES)(
  "$name for $minutes min with $grants grants ends none, and heals by itself",
  async ({ name, grants, minutes, incident, mostFailed, begin, end }) => {
    const testEnv = await startTestEnv({
      pace: PACE,
      // Real waits for a machine that is busy with other things.
      timings: { tokenTimeout: 10_000, lease: 20_000 },
      sandbox: { graceVariant: "H3", graceInSeconds: GRACE_IN_SECONDS },
    })
    await storeCrowd(testEnv, grants)
    await begin(testEnv)
    await makeDue(testEnv)
    const work = startWork(testEnv.keeper)
    await vi.waitFor(async () => expect(await countRequests(testEnv)).toBeGreaterThan(0), SOON)
    const askedAt = performance.now()
    await sleep(minutes * MINUTE)
    const meanwhile = await countRequests(testEnv)
    const lastedInMinutes = (performance.now() - askedAt) / MINUTE
    await end(testEnv)
    const endedAt = performance.now()
    await untilRecovered(testEnv).finally(() => work.stop())
    const recoveredInMinutes = (performance.now() - endedAt) / MINUTE
    const invariants = await countInvariants(testEnv)
    report(
      `${name} for ${minutes} min, ${grants} grants`,
      invariants,
      `${meanwhile} token requests, at most ${invariants.mostAtOnce} at once; well again after ${recoveredInMinutes.toFixed(1)} min`,
    )
    const { failed, ...story } = await readStory(testEnv)
    await testEnv.close()
    const incidents = incident === null ? [] : [incident]
    const times = incidents.length
    expect(story).toEqual({ incidents, opened: times, closed: times, ended: 0, ownAlerts: 0 })
    expect(failed).toBeLessThanOrEqual(mostFailed)
    // What was under way at once, then one probe a minute.
    if (incident === "app_fault") expect(meanwhile).toBeLessThanOrEqual(5 + lastedInMinutes + 1)
    expect(invariants).toMatchObject({ chainsLost: 0, endedThoughAlive: 0, secretsInLogs: 0 })
    expect(invariants.mostAtOnce).toBeLessThanOrEqual(5)
  },
  long ? 1_800_000 : 180_000,
)

type Outage = {
  name: string
  grants: number
  /** At Xero's pace. */
  minutes: number
  incident: "app_fault" | "xero_trouble" | null
  /** Grants that may be said to fail by themselves. */
  mostFailed: number
  begin(testEnv: TestEnv): Promise<void>
  end(testEnv: TestEnv): Promise<void>
}
type Story = {
  incidents: string[]
  opened: number
  closed: number
  failed: number
  ended: number
  ownAlerts: number
}
