import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { giveBackAtRest } from "./give-back"
import { guardOutputs } from "./outputs"
import { watchParent } from "./parent-watch.mjs"

// The keeper drains for 35 s at most, the others for less; 40 s after the parent is gone every process has ended.
const GRACE_IN_MILLISECONDS = 38_000

/*
 * Loaded first in every process of ours: bad outputs cannot harm the process, and it outlives its parent by 40 s at
 * most. The parent is the process that started it over an IPC channel and passed its process id as the first argument.
 */
guardOutputs()
// What is WebAssembly here, Prisma's query compiler, is compiled once and quickly: optimising it as well takes 25 MB, and
// seconds of a start's work.
setFlagsFromString("--liftoff-only")
// Garbage is looked for once there is half as much again as was in use. Left to itself, Node waits longer and keeps the memory: of
// a keeper's 197 MB with the tokens of 10,000 organisations, 104 were in use.
setFlagsFromString("--heap-growing-percent=50")
setFlagsFromString("--expose-gc")
giveBackAtRest(runInNewContext("gc"))
if (process.send !== undefined) {
  const parent = Number(process.argv[2]) || process.ppid
  watchParent({ graceInMs: GRACE_IN_MILLISECONDS, parent })
}
