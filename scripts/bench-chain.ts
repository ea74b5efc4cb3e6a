import { setTimeout as sleep } from "node:timers/promises"
import {
  type Bench,
  fill,
  type MeasuredKeeper,
  openBench,
  startKeeper,
} from "./bench-chain-processes"
import { keepAside, makeAllDue, makeNoneDue, spanOf } from "./bench-chain-rows"

// npm run bench:chain: what a refresh costs where 100, 1,000 or 10,000 grants are due, with 1 keeper and with 2, sizes and
// keepers taking turns; then what a keeper costs that has nothing to do.
const SIZES = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 1_000, 10_000]
const [SMALLEST = 0, LARGEST = 0] = [Math.min(...SIZES), Math.max(...SIZES)]
const ROUNDS = 3
/** A hundred are over in a second or two, so they are measured more often. */
const SAMPLES_A_ROUND = (size: number) => (size <= 100 ? 5 : 1)
const REQUESTS_AT_ONCE = 5
const IDLE_IN_SECONDS = 65

const bench = await openBench()
await measure(bench).finally(() => bench.close())

async function measure(bench: Bench): Promise<void> {
  await fill(bench, LARGEST)
  await keepAside(bench.database)
  const samples: Sample[] = []
  const first = await startKeeper(bench)
  for (let round = 0; round < ROUNDS; round += 1) {
    samples.push(...(await measureSizes(bench, [first])))
    const second = await startKeeper(bench)
    samples.push(...(await measureSizes(bench, [first, second])))
    await second.stop()
    console.log(`round ${round + 1} of ${ROUNDS} is done`)
  }
  await first.stop()
  report(samples)
  await reportIdle(bench)
}

/** After a run that does not count, so that a keeper just started is as warm as one that was there before. */
async function measureSizes(bench: Bench, keepers: MeasuredKeeper[]): Promise<Sample[]> {
  await sample(bench, keepers, Math.min(300, LARGEST))
  const samples: Sample[] = []
  for (const size of SIZES) {
    for (let turn = 0; turn < SAMPLES_A_ROUND(size); turn += 1)
      samples.push(await sample(bench, keepers, size))
  }
  return samples
}

async function sample(bench: Bench, keepers: MeasuredKeeper[], size: number): Promise<Sample> {
  await bench.ask("reset")
  const before = await cpuOf(keepers)
  await makeAllDue(bench.database, size)
  const seen = await untilAccepted(bench, size)
  const wallInMilliseconds = await spanOf(bench.database, size)
  const cpuInMilliseconds = (await cpuOf(keepers)) - before
  if (seen.refused > 0 || seen.mostAtOnce > REQUESTS_AT_ONCE * keepers.length)
    throw new Error(`a rule was broken: ${JSON.stringify(seen)}`)
  return {
    size,
    keepers: keepers.length,
    wallEach: wallInMilliseconds / size,
    cpuEach: cpuInMilliseconds / size,
  }
}

async function untilAccepted(
  bench: Bench,
  size: number,
): Promise<Awaited<ReturnType<Bench["ask"]>>> {
  for (;;) {
    const seen = await bench.ask("count")
    if (seen.accepted >= size) return seen
    await sleep(50)
  }
}

async function cpuOf(keepers: MeasuredKeeper[]): Promise<number> {
  const gauges = await Promise.all(keepers.map((one) => one.gauge()))
  return gauges.reduce((sum, one) => sum + one.cpuInMilliseconds, 0)
}

function report(samples: Sample[]): void {
  console.log("due grants  keepers  refreshes/s  wall ms each  keeper CPU ms each  samples")
  for (const keepers of [1, 2]) {
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

function median(numbers: number[]): number {
  return numbers.sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

/** Long enough for each of its loops but the rarest to have come round. */
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

type Sample = { size: number; keepers: number; wallEach: number; cpuEach: number }
