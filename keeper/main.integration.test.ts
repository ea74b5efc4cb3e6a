import { spawn } from "node:child_process"
import { once } from "node:events"
import { expect, it } from "vitest"
import { startTestEnv } from "@/keeper/testing/start-test-env"
import { findFreePort } from "@/scripts/start/free-port"
import { bundleKeeper } from "@/scripts/start/testing/bundled-programs"

it("a keeper whose parent goes while it starts ends by itself", async () => {
  const testEnv = await startTestEnv()
  const port = String(await findFreePort())
  const child = spawn(process.execPath, [await bundleKeeper()], {
    env: { NODE_ENV: "test", ...testEnv.env, KEEPER_PORT: port },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  })
  child.disconnect()
  expect(await once(child, "exit")).toEqual([0, null])
  await testEnv.close()
})
