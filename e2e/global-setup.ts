import { rmSync } from "node:fs"
import { sweep } from "@/scripts/check/sweep"
import { publishStack, startStack } from "../scripts/check/stack"
import { requireCleanLogs } from "./secrets"

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
