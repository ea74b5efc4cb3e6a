import { median } from "./median"

/** Prints the medians, and how the keeper compares with the others. */
export function reportWarm(samples: Sample[]): void {
  console.log(
    "organisations  connections  server    requests/s  p50 ms  p99 ms  CPU us each  memory MB",
  )
  for (const organisations of distinct(samples.map((one) => one.organisations))) {
    for (const connections of distinct(samples.map((one) => one.connections))) {
      const own = samples.filter(
        (one) => one.organisations === organisations && one.connections === connections,
      )
      reportPoint(own, [organisations, connections])
    }
  }
}

function reportPoint(samples: Sample[], point: [number, number]): void {
  const [keeper, bare, express] = ["keeper", "bare", "express"].map((name) =>
    middleOf(name, samples),
  )
  if (!keeper || !bare || !express) return
  for (const one of [keeper, bare, express]) printRow(...point, one)
  printRatios(keeper, bare, express)
}

function printRow(organisations: number, connections: number, one: Middle): void {
  const { name, perSecond, p50, p99, cpuEach, rssInBytes } = one
  const cells = [perSecond.toFixed(0), p50, p99, cpuEach.toFixed(0), (rssInBytes / 1e6).toFixed(0)]
  console.log(
    [organisations, connections, name.padEnd(8), ...cells]
      .map((cell) => String(cell).padStart(9))
      .join(" "),
  )
}

function printRatios(keeper: Middle, bare: Middle, express: Middle): void {
  const ratio = (one: number, other: number) => (one / other).toFixed(2)
  console.log(
    `  keeper / bare ${ratio(keeper.perSecond, bare.perSecond)} (goal 0.75), keeper / Express ${ratio(keeper.perSecond, express.perSecond)} (goal 3), p99 ${ratio(Math.max(1, keeper.p99), Math.max(1, bare.p99))} times bare's (goal 2), CPU ${ratio(keeper.cpuEach, bare.cpuEach)} times bare's`,
  )
}

function middleOf(name: string, samples: Sample[]): Middle {
  const own = samples.filter((one) => one.name === name)
  const middle = (key: keyof Figures) => median(own.map((one) => one[key]))
  return {
    name,
    perSecond: middle("perSecond"),
    p50: middle("p50"),
    p99: middle("p99"),
    cpuEach: middle("cpuEach"),
    rssInBytes: middle("rssInBytes"),
  }
}

function distinct(numbers: number[]): number[] {
  return [...new Set(numbers)]
}

type Figures = { perSecond: number; p50: number; p99: number; cpuEach: number; rssInBytes: number }
type Middle = Figures & { name: string }
/** `cpuEach` in microseconds. */
export type Sample = Middle & { organisations: number; connections: number }
