import { spawn } from "node:child_process"
import { once } from "node:events"
import { expect, it } from "vitest"
import { bundleKeeper } from "@/keeper/testing/keeper-bundle"
import { openStage } from "@/keeper/testing/open-stage"
import { findFreePort } from "@/scripts/free-port"

it("a keeper whose parent goes while it starts ends by itself", async () => {
  const stage = await openStage()
  const port = String(await findFreePort())
  const child = spawn(process.execPath, [await bundleKeeper()], {
    env: { NODE_ENV: "test", ...stage.env, KEEPER_PORT: port },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  })
  child.disconnect()
  expect(await once(child, "exit")).toEqual([0, null])
  await stage.close()
})
