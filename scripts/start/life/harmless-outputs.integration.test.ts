import { spawn } from "node:child_process"
import { once } from "node:events"
import { expect, test } from "vitest"

const HARMLESS = new URL("harmless-outputs.mjs", import.meta.url).href

test.each(["stdout", "stderr"])(
  "a %s that nobody reads holds up no process, though a program was started on it",
  async (stream) => {
    // More than any pipe holds, ten times over, and before each part a program that makes writes wait.
    const body = `
      const { spawnSync } = await import("node:child_process")
      const { harmlessOutputs } = await import("${HARMLESS}")
      harmlessOutputs()
      for (let part = 0; part < 10; part += 1) {
        spawnSync("true", { stdio: "inherit" })
        process.${stream}.write("x".repeat(400_000))
      }
      process.send("goes on")`
    const child = spawn(process.execPath, ["--input-type=module", "-e", body], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    })
    try {
      expect((await once(child, "message"))[0]).toBe("goes on")
    } finally {
      child.kill("SIGKILL")
    }
  },
)
