import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, expect, inject, it, vi } from "vitest"
import { liveAccessToken } from "@/keeper/grants/live-access-token"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { askKeeper } from "@/keeper/testing/ask-keeper"
import { storeCrowd } from "@/keeper/testing/crowd"
import { type KeeperProcess, startKeeperProcess } from "@/keeper/testing/keeper-process"
import { shiftClock, shiftedBy } from "@/keeper/testing/shift-clock"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"
import { walkConsent } from "@/sandbox/walk-consent"
import { countInvariants, isTakenByApi, report } from "@/scripts/faults/invariants"

const { long } = inject("faults")
const GRANTS = long ? 100 : 10
const DAY_IN_SECONDS = 24 * 60 * 60
const CLOCKS = [
  ["a day ahead", DAY_IN_SECONDS],
  ["a day behind", -DAY_IN_SECONDS],
] as const
let setRight = () => {}
afterEach(() => setRight())

async function countRequests(testEnv: TestEnv): Promise<number> {
  return (await testEnv.control.state()).counters.totalTokenRequests
}

async function consentThrough(testEnv: TestEnv, keeper: KeeperProcess): Promise<string> {
  const asked = { testEnv, keeper }
  const started = await askKeeper(asked, "startConsent", { purpose: "connect" })
  if (started.kind !== "started") return started.kind
  const callback = await walkConsent({
    authorizationUrl: started.authorizationUrl,
    xeroUserId: XERO_USERS.alice,
    choose: TENANTS.mapleFlorist,
  })
  await askKeeper(asked, "completeConsent", {
    browserToken: started.browserToken,
    state: callback.searchParams.get("state"),
    code: callback.searchParams.get("code"),
    error: null,
  })
  return vi.waitFor(() => readOutcome(testEnv, started.consentId), { timeout: 20_000 })
}

async function readOutcome({ db }: TestEnv, id: string): Promise<string> {
  const { outcome } = await db.consentRequest.findUniqueOrThrow({
    where: { id },
    select: { outcome: true },
  })
  return (outcome as { kind: string }).kind
}

/** Grants whose next refresh stands where docs/refresh-chain.md wants it, by the database's clock. */
async function countDueInADay(testEnv: TestEnv): Promise<number> {
  const [row] = await testEnv.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS "count" FROM "Grant" WHERE "rotation" = 2 AND "refreshDueAt"
      BETWEEN clock_timestamp() + interval '20 hours' AND clock_timestamp() + interval '23 hours'`
  return row?.count ?? 0
}

async function makeDue(testEnv: TestEnv, grantIds: string[]): Promise<void> {
  await testEnv.db.$executeRaw`
    UPDATE "Grant" SET "refreshDueAt" = clock_timestamp() WHERE "id" = ANY(${grantIds}::uuid[])`
}

async function listEventsOutOfTime(testEnv: TestEnv): Promise<string[]> {
  const rows = await testEnv.db.$queryRaw<{ kind: string }[]>`
    SELECT DISTINCT "kind" FROM "AuditEvent"
    WHERE abs(EXTRACT(EPOCH FROM clock_timestamp() - "at")) > 3600 ORDER BY 1`
  return rows.map((row) => row.kind)
}

it.each(CLOCKS)(
  "a keeper whose clock is %s refreshes what is due and nothing else, and completes a consent",
  async (name, seconds) => {
    const testEnv = await startTestEnv()
    const crowd = await storeCrowd(testEnv, GRANTS)
    const due = crowd.slice(0, GRANTS / 2)
    const keeper = await startKeeperProcess({ ...testEnv.env, ...shiftedBy(seconds * 1_000) })
    await sleep(2_000)
    const undue = await countRequests(testEnv)
    await makeDue(testEnv, due)
    await vi.waitFor(async () => expect(await countDueInADay(testEnv)).toBe(due.length), {
      timeout: 60_000,
      interval: 250,
    })
    await sleep(2_000)
    const wrong = undue + (await countRequests(testEnv)) - due.length
    const outcome = await consentThrough(testEnv, keeper)
    const checked = await askKeeper({ testEnv, keeper }, "checkTenant", {
      tenantId: TENANTS.mapleFlorist,
    })
    await keeper.kill("SIGTERM")
    const { lines } = keeper
    const invariants = await countInvariants(testEnv, { lines, keepersApart: true })
    const events = await listEventsOutOfTime(testEnv)
    report(
      `a keeper's clock ${name}, ${GRANTS} grants`,
      invariants,
      `${due.length} due and refreshed, ${wrong} not due and refreshed; a consent: ${outcome}`,
    )
    const told = lines.join("").includes(shiftedDay(seconds))
    await testEnv.close()
    // Otherwise the clock was right, and nothing was shown.
    expect(told).toBe(true)
    expect({ wrong, outcome, checked, events }).toEqual({
      wrong: 0,
      outcome: "connected",
      checked: { kind: "listed" },
      events: [],
    })
    expect(invariants).toMatchObject({ chainsLost: 0, endedThoughAlive: 0, mostPresentations: 1 })
  },
  120_000,
)

function shiftedDay(seconds: number): string {
  return new Date(Date.now() + seconds * 1_000).toISOString().slice(0, 10)
}

it.each(CLOCKS)(
  "callers of a keeper whose clock is %s are served no dead access token, and none is replaced that lives",
  async (name, seconds) => {
    const testEnv = await startTestEnv()
    const [living = [], dying = []] = [await storeCrowd(testEnv, 5), await storeCrowd(testEnv, 5)]
    setRight = shiftClock(seconds * 1_000)
    // The sandbox is of this process, and Xero's clock is right.
    await testEnv.control.setClock(-seconds)
    for (const grantId of living) await refreshGrant(testEnv.keeper, grantId)
    await testEnv.control.setOptions({ accessTokenInSeconds: 2 })
    for (const grantId of dying) await refreshGrant(testEnv.keeper, grantId)
    await sleep(2_100)
    await testEnv.control.setOptions({ accessTokenInSeconds: 1_800 })
    let deadTokensServed = 0
    for (const grantId of [...living, ...dying]) {
      const served = await liveAccessToken(testEnv.keeper, grantId, 1)
      const taken = served.kind === "live" && (await isTakenByApi(testEnv, served.accessToken))
      if (!taken) deadTokensServed += 1
    }
    const requests = await countRequests(testEnv)
    const invariants = await countInvariants(testEnv, { deadTokensServed })
    report(
      `callers of a keeper whose clock is ${name}`,
      invariants,
      "5 tokens that live and 5 that have expired",
    )
    setRight()
    await testEnv.close()
    expect(invariants).toMatchObject({ chainsLost: 0, deadTokensServed: 0 })
    expect(requests).toBe(15)
  },
  60_000,
)

it.each(CLOCKS)(
  "where the database's clock is wrong as well, %s, a reconnect does not cost the chain",
  async (_, seconds) => {
    const testEnv = await startTestEnv()
    const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
    await testEnv.control.setClock(-seconds)
    const { outcome } = await testEnv.consent({ choose: "continue" })
    const refreshed = await refreshGrant(testEnv.keeper, grantId)
    await testEnv.close()
    expect({ outcome, refreshed }).toMatchObject({
      outcome: { kind: "nothing_new" },
      refreshed: { kind: "refreshed" },
    })
  },
  60_000,
)
