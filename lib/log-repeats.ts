const WINDOW_IN_MILLISECONDS = 60 * 1_000
const MOST_KNOWN = 500
// What differs from one time to the next of the same failure.
const OF_ONE_TIME = new Set(["requestId", "stack", "address"])

/**
 * Prints a failure when it first comes, counts it while it comes again within a minute, and prints the last one with the
 * count at the end of such a minute: a database that is away is told once a minute, not three times a second.
 */
export function createRepeats(): Repeats {
  const known = new Map<string, Known>()
  const repeats: Repeats = { print, flush }

  function begin(key: string): void {
    const timer = setTimeout(() => end(key), WINDOW_IN_MILLISECONDS).unref()
    known.set(key, { repeated: 0, timer, print: () => {} })
  }

  function end(key: string): void {
    const one = known.get(key)
    known.delete(key)
    if (one === undefined || one.repeated === 0) return
    one.print(one.repeated)
    begin(key)
  }

  function print(facts: unknown[], printNow: Print): void {
    const key = JSON.stringify(facts, (name, value) => (OF_ONE_TIME.has(name) ? undefined : value))
    const one = known.get(key)
    if (one !== undefined) {
      one.repeated += 1
      one.print = printNow
      return
    }
    if (known.size < MOST_KNOWN) begin(key)
    printNow(0)
  }

  function flush(): void {
    for (const one of known.values()) {
      clearTimeout(one.timer)
      if (one.repeated > 0) one.print(one.repeated)
    }
    known.clear()
  }

  all.add(repeats)
  return repeats
}

// The counts of a process that ends would be lost.
const all = new Set<Repeats>()
process.once("exit", () => {
  for (const one of all) one.flush()
})

/** `repeated`: how often it came since it was last printed, this time included; 0 the first time. */
type Print = (repeated: number) => void
type Known = { repeated: number; timer: NodeJS.Timeout; print: Print }
export type Repeats = {
  print(facts: unknown[], print: Print): void
  /** Prints every count: the process ends. */
  flush(): void
}
