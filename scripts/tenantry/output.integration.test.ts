import { execFile } from "node:child_process"
import { expect, test } from "vitest"
import { exactEnv } from "@/scripts/start/processes/child-env"

const { PATH, HOME } = process.env

test.concurrent.each([
  ["version", "> /dev/full", 1, /^The output does not fit on its disk \(ENOSPC\)\.\n$/],
  ["version --json", "> /dev/full", 1, /^The output does not fit/],
  ["check-config web --json", "> /dev/full", 78, /^The output does not fit/],
  ["--help", "| true; exit $PIPESTATUS", 0, /^$/],
])("tenantry %s %s ends with status %i", async (words, output, status, told) => {
  const line = `node --no-warnings --import tsx scripts/tenantry/cli.ts ${words} ${output}`
  const env = exactEnv({ PATH, HOME })
  const ended = await new Promise((resolve) => {
    const child = execFile("bash", ["-c", line], { env }, (_, __, stderr) =>
      resolve({ status: child.exitCode, stderr }),
    )
  })
  expect(ended).toEqual({ status, stderr: expect.stringMatching(told) })
})
