import { randomBytes, randomUUID } from "node:crypto"
import { appendFile, chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, expect, inject, test, vi } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { storeCrowd } from "@/keeper/testing/crowd"
import { ask, copyFolder, promote } from "@/keeper/testing/installation"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { createDb } from "@/lib/db/create-db"
import { migrate } from "@/prisma/migrate"
import { countInvariants, report } from "@/scripts/faults/invariants"
import { findFreePort } from "@/scripts/start/free-port"
import { type Cluster, startCluster } from "@/scripts/start/postgres/cluster"
import { getPrograms } from "@/scripts/start/postgres/programs"

const { long } = inject("faults")
const CHAINS = long ? 60 : 6
const XERO_TAKES_IN_MS = 400
const UNTIL_PROMOTED_IN_MS = long ? 3_000 : 500
const running: Cluster[] = []
const folders: string[] = []

afterAll(async () => {
  await Promise.all(running.map((one) => one.stop()))
  await Promise.all(folders.map((one) => rm(one, { recursive: true, force: true })))
})

async function startServer(home: string, server: Server): Promise<Cluster> {
  const cluster = await startCluster({
    ...server,
    folder: join(home, "postgres"),
    logFile: join(home, "postgres.log"),
  })
  running.push(cluster)
  return cluster
}

/** A primary and a standby that each commit waits for (synchronous streaming replication), both real servers. */
async function startPair(): Promise<Pair> {
  const base = await mkdtemp(join(tmpdir(), "tenantry-failover-"))
  folders.push(base)
  const password = randomBytes(16).toString("hex")
  const [one, other] = [await findFreePort(), await findFreePort()]
  const standby = { home: join(base, "standby"), installationId: "", password }
  const primaryHome = join(base, "primary")
  const first = await startServerIn(primaryHome, { password, port: one })
  await migrate(first.adminUrl)
  await first.stop()
  copyFolder(primaryHome, standby.home)
  const data = join(standby.home, "postgres")
  const source = `host=127.0.0.1 port=${one} user=postgres password=${password} application_name=standby`
  await appendFile(join(data, "postgresql.auto.conf"), `primary_conninfo = '${source}'\n`)
  await writeFile(join(data, "standby.signal"), "")
  const { owner } = getPrograms()
  if (owner !== null) await chown(join(data, "standby.signal"), owner.uid, owner.gid)
  const primary = await startServer(primaryHome, { password, port: one })
  await startServer(standby.home, { password, port: other })
  await ask(primary.adminUrl, "ALTER SYSTEM SET synchronous_standby_names = 'standby'")
  await ask(primary.adminUrl, "SELECT pg_reload_conf()")
  await vi.waitFor(
    async () =>
      expect(await ask(primary.adminUrl, "SELECT sync_state FROM pg_stat_replication")).toEqual([
        { sync_state: "sync" },
      ]),
    { timeout: 30_000, interval: 100 },
  )
  const url = `postgresql://postgres:${password}@127.0.0.1:${one},127.0.0.1:${other}/postgres`
  return { primary, standby, url }
}

async function startServerIn(home: string, server: Server): Promise<Cluster> {
  await mkdir(home, { recursive: true })
  return startServer(home, server)
}

/** Until it has a new token set; whatever fails on the way is asked again, as a caller does. */
async function untilRefreshed({ keeper }: TestEnv, grantId: string): Promise<number> {
  for (;;) {
    const result = await refreshGrant(keeper, grantId, { asked: true, wait: true }).catch(
      () => null,
    )
    if (result?.kind === "refreshed") return performance.now()
    await sleep(50)
  }
}

/** Some are done, and for others Xero's answer is on its way; how many these are. */
async function untilUnderWay({ db }: TestEnv): Promise<number> {
  const refreshAttempt = (outcome: null | "ok") => db.refreshAttempt.count({ where: { outcome } })
  await vi.waitFor(
    async () => {
      expect(await refreshAttempt("ok")).toBeGreaterThanOrEqual(long ? CHAINS / 3 : 0)
      expect(await refreshAttempt(null)).toBeGreaterThan(0)
    },
    { timeout: 30_000, interval: 20 },
  )
  return refreshAttempt(null)
}

test("a primary that dies in the middle of refreshes costs no chain: the standby takes over under the same address", async () => {
  const { primary, standby, url } = await startPair()
  const db = createDb(url, { maxConnections: 5 })
  const database = { db, url, drop: () => db.$disconnect() }
  const env = { INSTALLATION_ID: randomUUID() }
  const testEnv = await startTestEnv({ database, env, sandbox: { graceVariant: "H3" } })
  const grants = await storeCrowd(testEnv, CHAINS)
  await testEnv.control.addFault({
    target: "token",
    grantType: "refresh_token",
    kind: "delay-after",
    delayInMilliseconds: XERO_TAKES_IN_MS,
    times: CHAINS,
  })
  const refreshed = grants.map((grantId) => untilRefreshed(testEnv, grantId))
  const open = await untilUnderWay(testEnv)
  const killedAt = performance.now()
  process.kill(primary.pid ?? 0, "SIGKILL")
  await primary.ended
  await sleep(UNTIL_PROMOTED_IN_MS)
  await promote(standby)
  const promotedAt = performance.now()
  const times = await Promise.all(refreshed)
  await vi.waitFor(() => expect(testEnv.keeper.unsaved.size).toBe(0), 20_000)
  const invariants = await countInvariants(testEnv)
  const first = Math.min(...times.filter((at) => at > killedAt))
  const note = `${open} refreshes under way at the kill; first token ${Math.round(first - promotedAt)} ms after the promotion, all ${CHAINS} after ${Math.round(Math.max(...times) - promotedAt)} ms`
  report(`primary killed, standby promoted, ${CHAINS} chains`, invariants, note)
  await testEnv.close()
  expect(open).toBeGreaterThan(0)
  expect(invariants).toMatchObject({ chainsLost: 0, endedThoughAlive: 0, answersNotStored: 0 })
}, 180_000)

type Server = { password: string; port: number }
type Pair = {
  primary: Cluster
  standby: { home: string; installationId: string; password: string }
  url: string
}
