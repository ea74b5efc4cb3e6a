import { performance } from "node:perf_hooks"
import { getHeapStatistics } from "node:v8"

const LOOK_EVERY_MILLISECONDS = 5_000
// To collect takes some 0.1 s, in which nobody is answered.
const MOST_OFTEN_MILLISECONDS = 60_000
// Of a processor's time, what a process at rest takes at most.
const AT_REST = 0.1
const WORTH_IN_BYTES = 8 * 1024 * 1024

/**
 * Gives memory back that only the start, large pages or many requests at once needed: Node keeps it until there is much more. It is
 * collected when the process has come to rest; then Node makes its young generation small again, too.
 */
export function giveBackAtRest(collectGarbage: () => void): void {
  let kept = 0
  let notBefore = 0
  let before = process.cpuUsage()

  function look(): void {
    const { user, system } = process.cpuUsage(before)
    before = process.cpuUsage()
    // Node lets go of some of what was collected only a while later.
    kept = Math.min(kept, heapSize())
    const isAtRest = (user + system) / 1_000 < LOOK_EVERY_MILLISECONDS * AT_REST
    if (!isAtRest || performance.now() < notBefore) return
    if (heapSize() < kept + WORTH_IN_BYTES) return
    collectGarbage()
    kept = heapSize()
    notBefore = performance.now() + MOST_OFTEN_MILLISECONDS
  }

  setInterval(look, LOOK_EVERY_MILLISECONDS).unref()
}

function heapSize(): number {
  return getHeapStatistics().total_heap_size
}
