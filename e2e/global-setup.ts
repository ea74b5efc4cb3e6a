import { rmSync } from "node:fs"
import type { FullConfig } from "playwright/test"
import { publishStacks, type Started, startStack } from "@/scripts/check/stack"
import { sweep } from "@/scripts/check/sweep"
import openTemporary from "@/scripts/check/temporary"
import { requireCleanLogs } from "./secrets"

// One far east of UTC and one far west; the browser is in a third.
const ZONES = ["Pacific/Kiritimati", "Pacific/Pago_Pago"]

/** Starts a product for each worker, so that no two tests share one at a time; what it returns stops them again. */
export default async function setUp({ workers }: FullConfig): Promise<() => Promise<void>> {
  await sweep()
  // The browsers' profiles and the data of what tests start themselves.
  const removeTemporary = openTemporary()
  const started = await startStacks(workers)
  publishStacks(started.map(({ stack }) => stack))
  return async () => {
    await Promise.all(started.map(({ stop }) => stop()))
    requireCleanLogs()
    rmSync(process.env.TENANTRY_STACK ?? "", { force: true })
    removeTemporary()
  }
}

/** All at once; where one does not start, the others are stopped. */
async function startStacks(count: number): Promise<Started[]> {
  const starting = Array.from({ length: count }, (_, worker) => {
    const TZ = ZONES[worker % ZONES.length] ?? "UTC"
    return startStack(`worker-${worker}`, { env: { TZ } })
  })
  const ends = await Promise.allSettled(starting)
  const started = ends.flatMap((end) => (end.status === "fulfilled" ? [end.value] : []))
  const failed = ends.find((end) => end.status === "rejected")
  if (failed === undefined) return started
  await Promise.all(started.map(({ stop }) => stop()))
  throw failed.reason
}
