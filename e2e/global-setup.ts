import { rmSync } from "node:fs"
import { publishStack, startStack } from "./stack"

/** Starts the product once for all browser tests; what it returns stops it again. */
export default async function setUp(): Promise<() => Promise<void>> {
  const { stack, stop } = await startStack("shared")
  publishStack(stack)
  return async () => {
    await stop()
    rmSync(process.env.TENANTRY_STACK ?? "", { force: true })
  }
}
