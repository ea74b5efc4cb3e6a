import { guardOutputs } from "./outputs"
import { watchParent } from "./parent-watch.mjs"

// The keeper drains for 35 s at most, the others for less; 40 s after its parent nothing of ours is left.
const GRACE_IN_MILLISECONDS = 38_000

/*
 * Loaded into every process of ours before anything else: no output can hurt it, and it does not outlive its parent by
 * more than 40 s. The parent is whoever started it over an IPC channel, and tells its process id as the first argument.
 */
guardOutputs()
if (process.send !== undefined) {
  const parent = Number(process.argv[2]) || process.ppid
  watchParent({ graceInMs: GRACE_IN_MILLISECONDS, parent })
}
