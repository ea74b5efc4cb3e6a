import { existsSync } from "node:fs"
import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { takeTurns } from "@/scripts/start/take-turns.mjs"

/**
 * Does the work unless the stamp says that it was done for this fingerprint; returns whether it did it now. Of two
 * processes at the same time, one does it and the other waits.
 */
export async function unlessDone(step: Step): Promise<boolean> {
  if (await isDone(step)) return false
  return takeTurns(resolve(step.stamp), async () => {
    if (await isDone(step)) return false
    await rm(step.stamp, { force: true })
    await step.work()
    if (!existsSync(step.result)) throw new Error(`${step.result} was not made`)
    await mkdir(dirname(step.stamp), { recursive: true })
    await writeFile(step.stamp, step.fingerprint)
    return true
  })
}

async function isDone({ result, stamp, fingerprint }: Step): Promise<boolean> {
  return existsSync(result) && (await readFile(stamp, "utf8").catch(() => "")) === fingerprint
}

export type Step = {
  stamp: string
  /** What the work makes; without it the stamp does not count. */
  result: string
  fingerprint: string
  work(): Promise<void>
}
