import { rmSync } from "node:fs"
import { sweep } from "@/scripts/checks/sweep"
import { requireCleanLogs } from "./secrets"
import { publishStack, startStack } from "./stack"

/** Starts the product once for all browser tests; what it returns stops it again. */
export default async function setUp(): Promise<() => Promise<void>> {
  await sweep()
  const { stack, stop } = await startStack("shared")
  publishStack(stack)
  return async () => {
    await stop()
    requireCleanLogs()
    rmSync(process.env.TENANTRY_STACK ?? "", { force: true })
  }
}
