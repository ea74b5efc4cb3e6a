import { Worker } from "node:worker_threads"

/**
 * Kills this process once its parent has been gone for `graceInMs`, however busy it is: the watch runs in its own
 * thread, which no busy loop can block. Until then the process may end by itself, in its own order.
 *
 * @param {{ graceInMs: number, parent?: number }} options `parent`: the parent's process id, if it was passed
 * on; the parent may be gone before this process can ask.
 */
export function watchParent({ graceInMs, parent = process.ppid }) {
  // The thread must not load what the process preloads.
  const options = { eval: true, workerData: { graceInMs, parent }, execArgv: [], env: {} }
  const watch = new Worker(WATCH, options)
  // If no thread can be started, the process still ends through the channel to its parent.
  watch.on("error", () => {})
  watch.unref()
}

const WATCH = `
const { workerData } = require("node:worker_threads")
let goneAt = null
setInterval(() => {
  if (process.ppid === workerData.parent) return
  goneAt ??= performance.now()
  if (performance.now() - goneAt >= workerData.graceInMs) process.kill(process.pid, "SIGKILL")
}, 250)
`
