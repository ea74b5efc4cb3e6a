import { setTimeout as sleep } from "node:timers/promises"
import {
  type Bench,
  fill,
  type MeasuredKeeper,
  openBench,
  type Seen,
  startKeeper,
} from "./chain-processes"
import { keepAside, makeAllDue, makeNoneDue, makeRestWait, untilStored } from "./chain-rows"
import { median } from "./median"
import { readFlags } from "./read-flags"

// npm run bench:chain: what a refresh costs when 100, 1,000 or 10,000 grants are due, with 1 keeper and then with 2; then
// what an idle keeper costs. Each 500 refreshes are a sample. Of a long queue only the first 1,000 refreshes run, while it is
// longest: 2,800 in all for each count of keepers, some six minutes at 20 a second. `-- --refreshes 10000` runs queues to their
// end, in some 25 minutes; `--rounds 3` takes three times as long; `--sizes 100,500` takes other queues, `--keepers 1,4` other
// counts of keepers.
const flags = readFlags({
  sizes: [100, 1_000, 10_000],
  keepers: [1, 2],
  rounds: 1,
  refreshes: 1_000,
})
const { sizes: SIZES, rounds: ROUNDS, refreshes: MOST_REFRESHES } = flags
const KEEPERS = flags.keepers.sort((one, other) => one - other)
const [SMALLEST = 0, LARGEST = 0] = [Math.min(...SIZES), Math.max(...SIZES)]
const WINDOW = 500
/** A hundred take a few seconds, so they are measured more often. */
const TURNS = (size: number) => (size <= 100 ? 5 : 1)
const REQUESTS_AT_ONCE = 5
const IDLE_IN_SECONDS = 65

const bench = await openBench()
await measure(bench)

async function measure(bench: Bench): Promise<void> {
  await fill(bench, LARGEST)
  await keepAside(bench.database)
  const running: MeasuredKeeper[] = []
  const samples: Sample[] = []
  for (const count of KEEPERS) {
    while (running.length < count) running.push(await startKeeper(bench))
    samples.push(...(await measureRounds(bench, running)))
  }
  await Promise.all(running.map((one) => one.stop()))
  report(samples)
  await reportIdle(bench)
}

/** The first run does not count: it warms up the keepers. */
async function measureRounds(bench: Bench, keepers: MeasuredKeeper[]): Promise<Sample[]> {
  await measureDue(bench, keepers, Math.min(300, LARGEST))
  const samples: Sample[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const size of SIZES) {
      for (let turn = 0; turn < TURNS(size); turn += 1)
        samples.push(...(await measureDue(bench, keepers, size)))
    }
  }
  return samples
}

/** One sample for each 500 refreshes; the last one ends when all are stored. */
async function measureDue(
  bench: Bench,
  keepers: MeasuredKeeper[],
  size: number,
): Promise<Sample[]> {
  const most = Math.min(size, MOST_REFRESHES)
  await bench.ask("reset")
  const marks = [{ ...(await markAt(keepers)), accepted: 0 }]
  await makeAllDue(bench.database, size)
  for (;;) {
    const seen = await bench.ask("count")
    requireRules(seen, keepers.length)
    const last = marks.at(-1)
    if (seen.accepted === 0 && marks[0] !== undefined) marks[0].at = performance.now()
    else if (seen.accepted >= most) break
    else if (seen.accepted - (last?.accepted ?? 0) >= WINDOW && most - seen.accepted >= WINDOW / 2)
      marks.push({ ...(await markAt(keepers)), accepted: seen.accepted })
    await sleep(20)
  }
  await untilStored(bench.database, most)
  marks.push({ ...(await markAt(keepers)), accepted: (await bench.ask("count")).accepted })
  await makeRestWait(bench.database)
  return marks
    .slice(1)
    .map((mark, index) => between(marks[index] ?? mark, mark, { size, keepers: keepers.length }))
}

async function markAt(keepers: MeasuredKeeper[]): Promise<{ at: number; cpu: number }> {
  return { at: performance.now(), cpu: await cpuOf(keepers) }
}

function between(from: Mark, to: Mark, of: Pick<Sample, "size" | "keepers">): Sample {
  const refreshes = to.accepted - from.accepted
  return {
    ...of,
    wallEach: (to.at - from.at) / refreshes,
    cpuEach: (to.cpu - from.cpu) / refreshes,
  }
}

function requireRules(seen: Seen, keepers: number): void {
  if (seen.refused === 0 && seen.mostAtOnce <= REQUESTS_AT_ONCE * keepers) return
  throw new Error(`a rule was broken: ${JSON.stringify(seen)}`)
}

async function cpuOf(keepers: MeasuredKeeper[]): Promise<number> {
  const gauges = await Promise.all(keepers.map((one) => one.gauge()))
  return gauges.reduce((sum, one) => sum + one.cpuInMilliseconds, 0)
}

function report(samples: Sample[]): void {
  console.log("due grants  keepers  refreshes/s  wall ms each  keeper CPU ms each  samples")
  for (const keepers of KEEPERS) {
    for (const size of SIZES) {
      const { wallEach, cpuEach, count } = middleOf(samples, keepers, size)
      const cells = [1_000 / wallEach, wallEach, cpuEach].map((one) => one.toFixed(2).padStart(12))
      console.log(`${String(size).padStart(10)}  ${keepers}  ${cells.join("  ")}  ${count}`)
    }
    const [few, many] = [SMALLEST, LARGEST].map((size) => middleOf(samples, keepers, size))
    const ratio = (name: "wallEach" | "cpuEach") =>
      ((many?.[name] ?? Number.NaN) / (few?.[name] ?? Number.NaN)).toFixed(2)
    console.log(
      `cost of a refresh, ${SMALLEST} to ${LARGEST} due, keepers ${keepers}: wall ${ratio("wallEach")} times, CPU ${ratio("cpuEach")} times (goal 1.2)`,
    )
  }
  console.log(`never more than ${REQUESTS_AT_ONCE} token requests at once per keeper; none refused`)
}

function middleOf(samples: Sample[], keepers: number, size: number) {
  const own = samples.filter((one) => one.keepers === keepers && one.size === size)
  return {
    wallEach: median(own.map((one) => one.wallEach)),
    cpuEach: median(own.map((one) => one.cpuEach)),
    count: own.length,
  }
}

/** Long enough for every loop but the rarest to run. */
async function reportIdle(bench: Bench): Promise<void> {
  await makeNoneDue(bench.database, LARGEST)
  const keeper = await startKeeper(bench)
  await sleep(10_000)
  const before = await keeper.gauge()
  await sleep(IDLE_IN_SECONDS * 1_000)
  const after = await keeper.gauge()
  await keeper.stop()
  const share = (after.cpuInMilliseconds - before.cpuInMilliseconds) / (IDLE_IN_SECONDS * 10)
  console.log(
    `an idle keeper with ${LARGEST} grants, over ${IDLE_IN_SECONDS} s: CPU ${share.toFixed(2)} % of a core, memory ${(after.rssInBytes / 1e6).toFixed(0)} MB`,
  )
}

type Mark = { at: number; cpu: number; accepted: number }
type Sample = { size: number; keepers: number; wallEach: number; cpuEach: number }
