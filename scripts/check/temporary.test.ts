import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { testHome } from "./test-home"

test("what tests leave among what is temporary goes with the run that made it", () => {
  expect(tmpdir()).toBe(join(testHome("temporary"), String(process.ppid)))
})
