import { randomBytes } from "node:crypto"
import { completeConsent } from "@/keeper/consent/complete-consent"
import { startConsent } from "@/keeper/consent/start-consent"
import type { Keeper } from "@/keeper/keeper"
import { openKeeper } from "@/keeper/open-keeper"
import { type Timings, timings } from "@/keeper/timings"
import type { OperationInput } from "@/lib/contract/operations"
import type { ConsentOutcome } from "@/lib/contract/outcomes"
import { createTestDb, type TestDb } from "@/lib/db/test-db"
import { readKeeperEnv, requireEnv } from "@/lib/env"
import { createLog } from "@/lib/log"
import { type SandboxControl, sandboxControl } from "@/sandbox/control"
import type { SandboxOptions } from "@/sandbox/options"
import { SANDBOX_CLIENT, TENANTS, XERO_USERS } from "@/sandbox/seed"
import { type RunningSandbox, startSandbox } from "@/sandbox/start-sandbox"
import { walkConsent } from "@/sandbox/walk-consent"
import { fingerprintOf } from "@/sandbox/world/refresh-chains"

const APP_URL = "http://localhost:3000"
// However fast time passes for the keeper, it asks its database no more often than this machine can bear.
const POLL_IN_MS = 50

/**
 * A database, a sandbox and as many keepers as a test wants, all real, all on loopback. Log lines are kept for tests that look
 * for secrets. `close` stops and removes everything.
 */
export async function startTestEnv(options: TestEnvOptions = {}): Promise<TestEnv> {
  const testDb = options.database ?? (await createTestDb())
  const sandbox = await startSandbox({
    loginPort: 0,
    identityPort: 0,
    apiPort: 0,
    ...options.sandbox,
  })
  const lines: string[] = []
  const received = new Set<string>()
  const keepers: Keeper[] = []
  const stops: (() => Promise<void>)[] = []
  const env = { ...keeperEnv({ testDb, sandbox, pace: options.pace ?? 1 }), ...options.env }
  const { id: memberId } = await testDb.db.member.create({
    data: { email: "owner@tenantry.example", name: "Olga Owner", role: "owner", passwordHash: "-" },
    select: { id: true },
  })
  const log = createLog("keeper", { write: (line) => lines.push(line) })
  async function openAnother(change: Record<string, string> = {}): Promise<Keeper> {
    const paced = { ...timings(options.pace), ...options.timings }
    if (options.timings?.workPoll === undefined)
      paced.workPoll = Math.max(paced.workPoll, POLL_IN_MS)
    const keeper = await openKeeper(requireEnv(readKeeperEnv({ ...env, ...change })), log, paced)
    keepers.push(keeper)
    noteAnswers(keeper, received)
    return keeper
  }
  const keeper = await openAnother()
  return {
    ...testDb,
    sandbox,
    control: sandboxControl(sandbox.apiUrl),
    keeper,
    openAnother,
    env,
    memberId,
    lines,
    received,
    consent: (walk) => consent(keeper, memberId, walk),
    atEnd: (stop) => void stops.push(stop),
    async close() {
      for (const stop of stops.reverse()) await stop()
      await Promise.all(keepers.map((one) => one.db.$disconnect()))
      await sandbox.close()
      await testDb.drop()
    },
  }
}

/** What Xero answered to refreshes, as it reached this process: all of it must be found in the rows later. */
function noteAnswers({ xero }: Keeper, received: Set<string>): void {
  const { refresh } = xero
  xero.refresh = async (request) => {
    const judgement = await refresh(request)
    if (judgement.kind === "ok")
      received.add(fingerprintOf(judgement.tokenSet.refreshToken ?? request.refreshToken))
    return judgement
  }
}

function keeperEnv({ testDb, sandbox, pace }: EnvFacts): Record<string, string> {
  return {
    APP_URL,
    DATABASE_URL: testDb.url,
    KEEPER_PORT: "3001",
    KEEPER_SECRET: randomBytes(32).toString("hex"),
    VAULT_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    XERO_CLIENT_ID: SANDBOX_CLIENT.clientId,
    XERO_CLIENT_SECRETS: SANDBOX_CLIENT.clientSecret,
    XERO_ISSUER: sandbox.issuer,
    XERO_API_URL: sandbox.apiUrl,
    KEEPER_PACE: String(pace),
  }
}

/** One whole trip: start, Xero's screens, callback. Returns how it ended. */
async function consent(keeper: Keeper, memberId: string, walk: Walk): Promise<ConsentEnd> {
  const started = await startConsent(keeper, memberId, purposeOf(walk))
  if (started.kind !== "started") throw new Error(`consent did not start: ${started.kind}`)
  const callback = await walkConsent({
    authorizationUrl: started.authorizationUrl,
    xeroUserId: idIn(XERO_USERS, walk.as ?? "alice"),
    choose: idIn(TENANTS, walk.choose),
  })
  const parameters = callback.searchParams
  const completed = await completeConsent(keeper, memberId, {
    browserToken: started.browserToken,
    state: parameters.get("state"),
    code: parameters.get("code"),
    error: parameters.get("error"),
  })
  if (completed.kind !== "ended")
    throw new Error(`consent did not end: ${JSON.stringify(completed)}`)
  await keeper.completing.get(completed.consentId)
  const row = await keeper.db.consentRequest.findUniqueOrThrow({
    where: { id: completed.consentId },
    select: { outcome: true, grantId: true },
  })
  return { outcome: row.outcome as ConsentOutcome, grantId: row.grantId ?? "", callback, started }
}

function purposeOf({ reconnect, authoriserOf, xeroAppId }: Walk): OperationInput<"startConsent"> {
  if (reconnect !== undefined) return { purpose: "reconnect", tenantId: reconnect, xeroAppId }
  return authoriserOf === undefined
    ? { purpose: "connect", xeroAppId }
    : { purpose: "authoriser", tenantId: authoriserOf, xeroAppId }
}

/** The id behind a name; an id stays as it is. */
function idIn(named: Record<string, string>, nameOrId: string): string {
  return named[nameOrId] ?? nameOrId
}

type EnvFacts = { testDb: TestDb; sandbox: RunningSandbox; pace: number }
type Started = Extract<Awaited<ReturnType<typeof startConsent>>, { kind: "started" }>
export type Walk = {
  /** A name in `XERO_USERS`, or the id of one that the sandbox was seeded with. */
  as?: string
  /** A name in `TENANTS`, a tenant id, `continue` or `cancel`. */
  choose: string
  reconnect?: string
  /** Through another Xero app than the default one. */
  xeroAppId?: string
  /** The tenant that gets one more authoriser. */
  authoriserOf?: string
}
export type ConsentEnd = {
  outcome: ConsentOutcome
  grantId: string
  callback: URL
  started: Started
}
export type TestEnvOptions = {
  pace?: number
  timings?: Partial<Timings>
  sandbox?: Partial<SandboxOptions>
  /** Instead of one of the tests' own; the test environment drops it likewise. */
  database?: TestDb
  /** Changes of every keeper's environment. */
  env?: Record<string, string>
}
export type SandboxState = Awaited<ReturnType<SandboxControl["state"]>>
export type TestEnv = TestDb & {
  sandbox: RunningSandbox
  control: SandboxControl
  keeper: Keeper
  /** `change`: of this one's environment. */
  openAnother(change?: Record<string, string>): Promise<Keeper>
  env: Record<string, string>
  memberId: string
  lines: string[]
  /** Fingerprints of the refresh tokens that keepers of this process were answered. */
  received: Set<string>
  consent(walk: Walk): Promise<ConsentEnd>
  /** What is to be stopped before all else. */
  atEnd(stop: () => Promise<void>): void
  close(): Promise<void>
}
