import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { takeTurns } from "@/scripts/start/take-turns.mjs"

/** One hash over the content of files and folders; what `skip` matches does not count. */
export async function fingerprint(paths: string[], skip: RegExp): Promise<string> {
  const hash = createHash("sha256")
  const files = (await Promise.all(paths.map((path) => listFiles(path, skip)))).flat()
  for (const file of files.sort()) hash.update(`${file}\0`).update(await readFile(file))
  return hash.digest("hex")
}

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

async function listFiles(path: string, skip: RegExp): Promise<string[]> {
  if (skip.test(path) || !existsSync(path)) return []
  if (!(await stat(path)).isDirectory()) return [path]
  const names = await readdir(path)
  return (await Promise.all(names.map((name) => listFiles(join(path, name), skip)))).flat()
}

export type Step = {
  stamp: string
  /** What the work makes; without it the stamp does not count. */
  result: string
  fingerprint: string
  work(): Promise<void>
}
