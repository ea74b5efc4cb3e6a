import { mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { remember } from "./remember"

test("what is remembered is whole or not there, and nothing else is left", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tenantry-remember-"))
  const path = join(folder, "data", "head.json")
  await remember(path, { number: 1 })
  expect(await readFile(path, "utf8")).toBe('{"number":1}\n')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const taken = join(folder, "data", "taken.json")
  await mkdir(taken)
  await expect(remember(taken, { number: 2 })).rejects.toThrow("EISDIR")
  expect((await readdir(join(folder, "data"))).sort()).toEqual(["head.json", "taken.json"])
  await rm(folder, { recursive: true })
})
