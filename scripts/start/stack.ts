import { type Kept, keepRunning, type Plan } from "@/scripts/start/processes/keep-running"

// The database goes last: a process that drains may still have something to write.
const STOP_ORDER = ["web", "keeper", "sandbox", "database"] as const

/** The parts that a start runs: each is kept running on its own, and all stop in one fixed order. */
export function createStack(options: StackOptions): Stack {
  const parts = new Map<PartName, Kept>()
  const stopping = new AbortController()
  let closing: Promise<void> | null = null

  async function stopAll(): Promise<void> {
    for (const name of STOP_ORDER) {
      const part = parts.get(name)
      if (part === undefined) continue
      options.print(`Stopping: ${name}`)
      await part.stop()
    }
  }

  return {
    stopping: stopping.signal,
    async keep(name, start) {
      stopping.signal.throwIfAborted()
      const part = keepRunning({
        start,
        print: (line) => options.print(`${name} ${line}`),
      })
      parts.set(name, part)
      await part.ready
    },
    close() {
      stopping.abort()
      closing ??= stopAll()
      return closing
    },
    pids: () => Object.fromEntries([...parts].map(([name, part]) => [name, part.pid()])),
  }
}

export type PartName = (typeof STOP_ORDER)[number]
export type Stack = {
  /** Aborted when everything should stop. */
  stopping: AbortSignal
  keep(name: PartName, start: Plan["start"]): Promise<void>
  close(): Promise<void>
  pids(): Record<string, number | undefined>
}
type StackOptions = { print(line: string): void }
