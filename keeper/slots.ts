/** Lets `count` tasks run at once; the others wait their turn, first come first served. */
export function createSlots(count: number): Slots {
  let free = count
  const waiting: Array<() => void> = []

  async function take(): Promise<void> {
    if (free > 0) {
      free -= 1
      return
    }
    await new Promise<void>((resolve) => waiting.push(resolve))
  }

  function giveBack(): void {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }

  return {
    async run(task) {
      await take()
      return task().finally(giveBack)
    },
  }
}

export type Slots = { run<T>(task: () => Promise<T>): Promise<T> }
