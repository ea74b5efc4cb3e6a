import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, expect, test, vi } from "vitest"
import { askHealth } from "./health"

const here = process.cwd()
afterEach(() => {
  process.chdir(here)
  vi.unstubAllEnvs()
})

// Nobody listens on these ports, or what does has its address told.
test.each([
  ["web", {}, "PORT=9", "http://127.0.0.1:9/"],
  ["web", { PORT: "11" }, "PORT=9", "http://127.0.0.1:11/"],
  ["web", { APP_URL: "", PORT: " " }, "APP_URL=http://localhost:9/", "http://127.0.0.1:3000/"],
  ["keeper", { KEEPER_URL: " ", KEEPER_PORT: "" }, "", "http://127.0.0.1:3001/"],
  ["keeper", { KEEPER_URL: "http://[::1]:9,http://127.0.0.1:11" }, "", "http://127.0.0.1:9/"],
])("%s with %j and the file %j is asked where a start has it", async (part, env, file, origin) => {
  const folder = mkdtempSync(join(tmpdir(), "tenantry-health-"))
  writeFileSync(join(folder, ".env"), file)
  process.chdir(folder)
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  expect((await askHealth([part])).text).toContain(`${origin}api/health/ready`)
  rmSync(folder, { recursive: true })
})
