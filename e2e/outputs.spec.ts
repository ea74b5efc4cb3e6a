import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "playwright/test"
import { WEB } from "@/e2e/build"
import { readStack } from "@/scripts/check/stack"
import { findFreePort } from "@/scripts/start/free-port"
import { answers } from "@/scripts/start/processes/answers"
import { exactEnv, NEXT_ENV } from "@/scripts/start/processes/child-env"
import {
  CASES,
  CASES_OF_BOTH,
  type Program,
  runBadly,
  WELL,
} from "@/scripts/start/testing/bad-output"
import { START_COMMAND } from "@/scripts/start/testing/start-command"

let dataDir: string

test.setTimeout(240_000)
test.beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), "tenantry-outputs-"))
})
test.afterAll(() => rmSync(dataDir, { recursive: true }))

for (const one of CASES) {
  test(`web answers, rests and ends with ${one.kind} ${one.stream}`, async () => {
    expect(await runBadly(await planWeb(), one)).toEqual(WELL)
  })
}

// A whole start takes long: each kind once, with both outputs.
for (const one of CASES_OF_BOTH) {
  test(`the start keeps all up, rests and ends with both outputs ${one.kind}`, async () => {
    expect(await runBadly(await planStart(), one)).toEqual(WELL)
  })
}

/** Another web process on the running product's database and keeper. */
async function planWeb(): Promise<Program> {
  const { databaseUrl, keeperUrl } = readStack()
  const port = String(await findFreePort())
  const url = `http://localhost:${port}`
  const secret = "s".repeat(32)
  const secrets = { KEEPER_SECRET: secret, AUTH_SECRET: secret, NEXTAUTH_SECRET: secret }
  const addresses = { APP_URL: url, NEXTAUTH_URL: url, PORT: port, KEEPER_URL: keeperUrl }
  return {
    args: [...WEB.preloaded, WEB.script, String(process.pid)],
    env: production({ ...NEXT_ENV, ...secrets, ...addresses, DATABASE_URL: databaseUrl }),
    isUp: () => answers(`${url}/api/health`),
  }
}

/** The whole product, each time on the same data. */
async function planStart(): Promise<Program> {
  const url = `http://localhost:${await findFreePort()}`
  const ports = ["SANDBOX_LOGIN_PORT", "SANDBOX_IDENTITY_PORT", "SANDBOX_API_PORT"]
  const chosen = await Promise.all(ports.map(async (name) => [name, `${await findFreePort()}`]))
  return {
    args: START_COMMAND,
    env: production({
      HOME: process.env.HOME,
      APP_URL: url,
      KEEPER_URL: `http://127.0.0.1:${await findFreePort()}`,
      DATA_DIR: dataDir,
      ...Object.fromEntries(chosen),
    }),
    isUp: () => answers(`${url}/api/health`),
  }
}

function production(values: Record<string, string | undefined>): NodeJS.ProcessEnv {
  return exactEnv({ PATH: process.env.PATH, NODE_ENV: "production", ...values })
}
