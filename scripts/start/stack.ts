import {
  type Kept,
  keepRunning,
  type Plan,
  type Running,
  type Trouble,
} from "@/scripts/start/processes/keep-running"
import type { print } from "./print"

// The database goes last: a process that drains may still have something to write.
const STOP_ORDER = ["web", "keeper", "sandbox", "database"] as const

/** The parts that a start runs: each is kept running on its own, and all stop in one fixed order. */
export function createStack(options: StackOptions): Stack {
  const parts = new Map<PartName, Kept>()
  const troubles = new Map<PartName, Trouble>()
  let keeper: Running | null = null
  const stopping = new AbortController()
  let closing: Promise<void> | null = null

  async function stopAll(): Promise<void> {
    for (const name of STOP_ORDER) {
      const part = parts.get(name)
      if (part === undefined) continue
      options.print(`Stopping: ${name}`, "stopping")
      await part.stop()
    }
  }

  /** The keeper tells people. */
  function tellKeeper(): void {
    const troubledParts = [...troubles].map(([name, trouble]) => ({ name, ...trouble }))
    keeper?.send?.({ troubledParts })
  }

  return {
    stopping: stopping.signal,
    async keep(name, start) {
      stopping.signal.throwIfAborted()
      const part = keepRunning({
        async start(signal) {
          const running = await start(signal)
          if (name === "keeper") keeper = running
          tellKeeper()
          return running
        },
        print: (said) => options.print(`${name} ${said}`, "part_ended"),
        onTrouble(trouble) {
          if (trouble === null) troubles.delete(name)
          else troubles.set(name, trouble)
          tellKeeper()
        },
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
type StackOptions = { print: typeof print }
