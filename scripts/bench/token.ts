import { hash } from "node:crypto"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import {
  type Bench,
  type MeasuredKeeper,
  openBench,
  start,
  startKeeper,
  startServer,
  told,
} from "./chain-processes"
import { readFlags } from "./read-flags"
import { atEnd } from "./run-bench"
import { reportCold } from "./token-cold"
import { reportWarm, type Sample } from "./token-report"
import { bodiesOf, type Filled, fetchEach, fetchOne, fillServices } from "./token-requests"

// npm run bench:token: the token endpoint with a live token, compared with a bare node:http server and Express with one
// SELECT, in turns; then 50 callers on one expired token; then memory with 10,000 organisations. Some six minutes;
// `-- --rounds 5 --seconds 10` measures for longer.
const ORGANISATIONS = 10_000
// Each service has its own rate limit, and one alone would exceed it.
const SERVICES = 64
const CONNECTIONS = [1, 10, 50]
const SIZES = [1, 1_000]
const { rounds: ROUNDS, seconds: SECONDS } = readFlags({ rounds: 3, seconds: 3 })
const XERO_ANSWERS_AFTER_MILLISECONDS = 100

const bench = await openBench(XERO_ANSWERS_AFTER_MILLISECONDS)
const folder = await mkdtemp(join(tmpdir(), "bench-token-"))
atEnd(() => rm(folder, { recursive: true, force: true }))
await measure(bench)

async function measure(bench: Bench): Promise<void> {
  const filled = await fillServices(bench, { organisations: ORGANISATIONS, services: SERVICES })
  console.log(`${ORGANISATIONS} organisations are stored`)
  const keeper = await startKeeper(bench)
  const idle = await keeper.gauge()
  await fetchEach(keeper.url, bodiesOf(filled, 1_000))
  const answer = await fetchOne(keeper.url, bodiesOf(filled, 1)[0] ?? "")
  const [service] = filled.services
  const digest = hash("sha256", service?.clientSecret ?? "")
  const facts = [digest, String(answer.length), bench.env.DATABASE_URL ?? ""]
  const rival = (kind: string) => startServer(["scripts/bench/token-rivals.ts", kind, ...facts], {})
  const servers = { keeper, bare: await rival("bare"), express: await rival("express") }
  reportWarm(await measureWarm(servers, filled))
  await servers.bare.stop()
  await servers.express.stop()
  await reportCold(bench, {
    url: keeper.url,
    tenantId: filled.tenantIds[0] ?? "",
    form: bodiesOf(filled, 1)[0] ?? "",
  })
  await fetchEach(keeper.url, bodiesOf(filled, ORGANISATIONS))
  await sleep(5_000)
  const full = await keeper.gauge()
  const inMegabytes = (bytes: number) => (bytes / 1e6).toFixed(0)
  console.log(
    `memory: ${inMegabytes(idle.rssInBytes)} MB when started, ${inMegabytes(full.rssInBytes)} MB with the tokens of ${ORGANISATIONS} organisations`,
  )
  await keeper.stop()
}

async function measureWarm(servers: Servers, filled: Filled): Promise<Sample[]> {
  const samples: Sample[] = []
  for (const organisations of SIZES) {
    const bodies = bodiesOf(filled, organisations)
    await fetchEach(servers.keeper.url, bodies)
    const own = await writeBodies("own.json", bodies)
    // The bare server knows one secret only.
    const files = {
      keeper: own,
      express: own,
      bare: await writeBodies("one.json", bodies.slice(0, 1)),
    }
    console.log(`measuring ${organisations} organisations`)
    // The first round warms up the JIT compiler.
    await measureRound(servers, files)
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const one of await measureRound(servers, files)) samples.push({ ...one, organisations })
    }
  }
  return samples
}

async function writeBodies(name: string, bodies: string[]): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, JSON.stringify(bodies))
  return file
}

async function measureRound(
  servers: Servers,
  files: Record<keyof Servers, string>,
): Promise<Omit<Sample, "organisations">[]> {
  const samples: Omit<Sample, "organisations">[] = []
  for (const connections of CONNECTIONS) {
    for (const name of ["keeper", "bare", "express"] as const) {
      const figures = await load(servers[name], { connections, file: files[name] })
      samples.push({ name, connections, ...figures })
    }
  }
  return samples
}

async function load(
  server: MeasuredKeeper,
  { connections, file }: { connections: number; file: string },
) {
  const before = await server.gauge()
  const program = ["scripts/bench/token-load.ts", server.url, `${connections}`, `${SECONDS}`, file]
  const child = start(program, {})
  const seen = (await told(child)) as Seen
  const after = await server.gauge()
  if (seen.refused > 0) throw new Error(`${seen.refused} requests were refused`)
  const { perSecond, p50, p99, requests } = seen
  const cpuEach = ((after.cpuInMilliseconds - before.cpuInMilliseconds) / requests) * 1_000
  return { perSecond, p50, p99, cpuEach, rssInBytes: after.rssInBytes }
}

type Servers = Record<"keeper" | "bare" | "express", MeasuredKeeper>
type Seen = { perSecond: number; requests: number; p50: number; p99: number; refused: number }
