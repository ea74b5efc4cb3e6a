/** Times the steps of a start, and notes those that took long enough to mention. */
export function createStopwatch(done: Record<string, number> = {}): Stopwatch {
  const took = new Map(Object.entries(done))
  return {
    async time(step, work) {
      const startedAt = performance.now()
      const result = await work()
      took.set(step, performance.now() - startedAt)
      return result
    },
    toString() {
      const words = [...took].filter(([, inMs]) => inMs >= 100)
      const total = performance.now()
      return [...words, ["in all", total] as const]
        .map(([step, inMs]) => `${step} ${(inMs / 1000).toFixed(1)} s`)
        .join(" · ")
    },
  }
}

export type Stopwatch = {
  time<T>(step: string, work: () => Promise<T>): Promise<T>
  toString(): string
}
