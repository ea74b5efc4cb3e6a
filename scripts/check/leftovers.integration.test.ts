import { spawn } from "node:child_process"
import { once } from "node:events"
import { delimiter } from "node:path"
import { expect, test } from "vitest"
import { requireNoneLeft } from "./leftovers"

const MARK = `/nowhere/run-of-leftovers-${process.pid}`
const PATH = `${process.env.PATH}${delimiter}${MARK}`

test.runIf(process.platform === "linux")(
  "a process whose parent is gone is named and ended",
  async () => {
    const pid = await orphan(60)
    await expect(requireNoneLeft(MARK, 200)).rejects.toThrow(new RegExp(`${pid} sleep 60`))
    await requireNoneLeft(MARK, 5_000)
  },
)

test.runIf(process.platform === "linux")("one that ends in time is no leftover", async () => {
  await orphan(0.3)
  await expect(requireNoneLeft(MARK, 10_000)).resolves.toBeUndefined()
})

/** A process with an environment of its own, started by one that has ended. */
async function orphan(seconds: number): Promise<number> {
  const program = `
    const { spawn } = require("node:child_process")
    const child = spawn("sleep", ["${seconds}"], { detached: true, stdio: "ignore", env: { PATH: process.env.PATH } })
    console.log(child.pid)
    child.unref()`
  const parent = spawn(process.execPath, ["-e", program], {
    env: { PATH, NODE_ENV: "test" },
    stdio: ["ignore", "pipe", "inherit"],
  })
  const [[printed]] = await Promise.all([once(parent.stdout, "data"), once(parent, "exit")])
  return Number(printed)
}
