import { Counter, Histogram, type Registry } from "prom-client"
import type { Numbers } from "@/keeper/numbers/numbers"
import { BOUNDS_IN_MILLISECONDS, type Tally, type TallyRow } from "@/keeper/numbers/tally"

/** Registers what the keeper has counted, read at each scrape. */
export function registerCounts(registry: Registry, numbers: Numbers): void {
  const registers = [registry]
  new Durations(registry, {
    name: "tenantry_token_answer_duration_seconds",
    help: "Answers to token requests, by outcome",
    read: () => labelled(numbers.tokenAnswers, {}),
  })
  new Durations(registry, {
    name: "tenantry_xero_request_duration_seconds",
    help: "Requests to Xero, by what was asked and how the answer was judged",
    read: () =>
      [...numbers.xeroRequests].flatMap(([request, tally]) => labelled(tally, { request })),
  })
  new Durations(registry, {
    name: "tenantry_delivery_attempt_duration_seconds",
    help: "Attempts to deliver an alert, by outcome",
    read: () => labelled(numbers.deliveries, {}),
  })
  new Counter({
    name: "tenantry_token_cache_lookups_total",
    help: "Token fetches that were answered from memory (hit) or had to read or refresh first (miss)",
    labelNames: ["result"],
    registers,
    collect() {
      this.reset()
      this.inc({ result: "hit" }, numbers.cacheHits)
      this.inc({ result: "miss" }, numbers.cacheMisses)
    },
  })
  new Counter({
    name: "tenantry_work_failures_total",
    help: "Background work that failed; the log says why",
    registers,
    collect() {
      this.reset()
      this.inc(numbers.workFailures)
    },
  })
}

/** A histogram whose counts stand elsewhere: observing through the library costs more than a token answer should. */
class Durations extends Histogram {
  readonly #about: About

  constructor(registry: Registry, about: About) {
    const { name, help } = about
    super({ name, help, registers: [registry] })
    this.#about = about
  }

  /** What the library asks, for text as for JSON. */
  async getForPromString() {
    const { name, help, read } = this.#about
    const values = read().flatMap(({ labels, row }) => samplesOf(name, labels, row))
    return { name, help, type: "histogram", aggregator: "sum", values }
  }
}

/** A class counts what is at most its bound, those below it included. */
function samplesOf(name: string, labels: Labels, row: TallyRow) {
  const metricName = `${name}_bucket`
  let sum = 0
  const classes = BOUNDS_IN_MILLISECONDS.map((bound, at) => {
    sum += row.classes[at] ?? 0
    return { metricName, labels: { ...labels, le: bound / 1_000 }, value: sum }
  })
  return [
    ...classes,
    { metricName, labels: { ...labels, le: "+Inf" }, value: row.count },
    { metricName: `${name}_sum`, labels, value: row.sumInMilliseconds / 1_000 },
    { metricName: `${name}_count`, labels, value: row.count },
  ]
}

function labelled(tally: Tally, labels: Labels): Labelled[] {
  return [...tally.rows].map(([outcome, row]) => ({ labels: { ...labels, outcome }, row }))
}

type Labels = Record<string, string | number>
type Labelled = { labels: Labels; row: TallyRow }
type About = { name: string; help: string; read(): Labelled[] }
