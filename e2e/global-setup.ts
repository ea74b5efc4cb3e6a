import { mkdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import type { FullConfig } from "playwright/test"
import { sweep } from "@/scripts/check/sweep"
import { publishStacks, type Started, startStack } from "../scripts/check/stack"
import { testHome } from "../scripts/check/test-home"
import { requireCleanLogs } from "./secrets"

// One far east of UTC and one far west; the browser is in a third.
const ZONES = ["Pacific/Kiritimati", "Pacific/Pago_Pago"]

/** Starts a product for each worker, so that no two tests share one at a time; what it returns stops them again. */
export default async function setUp({ workers }: FullConfig): Promise<() => Promise<void>> {
  await sweep()
  // The browsers' profiles and the data of what tests start themselves.
  process.env.TMPDIR = join(testHome("temporary"), String(process.pid))
  mkdirSync(process.env.TMPDIR, { recursive: true })
  const started: Started[] = []
  // The first one builds the pages if necessary.
  for (let worker = 0; worker < workers; worker += 1) {
    const TZ = ZONES[worker % ZONES.length] ?? "UTC"
    started.push(await startStack(`worker-${worker}`, { env: { TZ } }))
  }
  publishStacks(started.map(({ stack }) => stack))
  return async () => {
    await Promise.all(started.map(({ stop }) => stop()))
    requireCleanLogs()
    rmSync(process.env.TENANTRY_STACK ?? "", { force: true })
    rmSync(process.env.TMPDIR ?? "", { recursive: true, force: true })
  }
}
