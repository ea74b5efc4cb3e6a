/** Upper bounds of the classes of duration, in milliseconds. */
export const BOUNDS_IN_MILLISECONDS = [
  0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 120_000,
] as const

/**
 * Counts by outcome and duration, as cheap as counting can be: it stands in the way of every token answer. Those of
 * `expected` are there at 0 from the start, so that a rule sees the first one come.
 */
export function createTally(expected: string[] = []): Tally {
  const rows = new Map<string, TallyRow>()

  function begin(outcome: string): TallyRow {
    const row = { classes: BOUNDS_IN_MILLISECONDS.map(() => 0), count: 0, sumInMilliseconds: 0 }
    rows.set(outcome, row)
    return row
  }

  expected.map(begin)
  return {
    rows,
    count(outcome, milliseconds) {
      const row = rows.get(outcome) ?? begin(outcome)
      row.count += 1
      row.sumInMilliseconds += milliseconds
      const at = BOUNDS_IN_MILLISECONDS.findIndex((bound) => milliseconds <= bound)
      if (at !== -1) row.classes[at] = (row.classes[at] ?? 0) + 1
    },
  }
}

export type TallyRow = {
  /** How many fell into each class, and into none of those below it. */
  classes: number[]
  count: number
  sumInMilliseconds: number
}
export type Tally = {
  rows: ReadonlyMap<string, TallyRow>
  count(outcome: string, milliseconds: number): void
}
