import { Worker } from "node:worker_threads"

/**
 * Kills this process once its parent has been gone for `graceInMs`, whatever keeps it busy: the watch has a thread of its
 * own, which no loop and no hanging work holds up. Until then the process may end by itself, in its own order.
 *
 * @param {{ graceInMs: number, parent?: number }} options `parent`: its process id, where the parent has told it; it may
 * be gone before this process can ask.
 */
export function watchParent({ graceInMs, parent = process.ppid }) {
  // Nothing of what the process was started with is loaded into the thread.
  const options = { eval: true, workerData: { graceInMs, parent }, execArgv: [], env: {} }
  const watch = new Worker(WATCH, options)
  // Without a thread to spare the process still ends by the channel to its parent.
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
