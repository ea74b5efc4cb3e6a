import type { JournalLine } from "@/keeper/journal/entry"

/**
 * One write after the other, and lines that come meanwhile go together in the next. A failure is told to all whose lines it
 * had; whoever comes later tries again.
 */
export function inBatches(write: (lines: JournalLine[]) => Promise<void>): Batches {
  let waiting: JournalLine[] = []
  let writing: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null

  function inTurn(task: () => Promise<void>): Promise<void> {
    const done = writing.then(task, task)
    writing = done.catch(() => {})
    return done
  }

  async function writeWaiting(): Promise<void> {
    const lines = waiting
    waiting = []
    next = null
    await write(lines)
  }

  return {
    inTurn,
    append(lines) {
      waiting.push(...lines)
      next ??= inTurn(writeWaiting)
      return next
    },
  }
}

export type Batches = {
  /** Rejects unless the lines are written. None: rejects unless some could be. */
  append(lines: JournalLine[]): Promise<void>
  inTurn(task: () => Promise<void>): Promise<void>
}
