import { randomBytes } from "node:crypto"
import { afterAll, beforeAll, expect, test } from "vitest"
import { createTestDb, type TestDb } from "@/lib/db/test-db"
import { findFreePort } from "@/scripts/start/free-port"
import { CASES, type Program, runBadly, WELL } from "@/scripts/start/testing/bad-output"
import {
  bundleKeeper,
  bundlePreloaded,
  bundleSandbox,
} from "@/scripts/start/testing/bundled-programs"
import { answers } from "./answers"
import { exactEnv } from "./child-env"

// Five start at a time, on a machine that may be busy.
const TIMEOUT_IN_MS = 180_000
const VAULT_KEYS = `k1:${randomBytes(32).toString("base64")}`
let testDb: TestDb
let programs: { keeper: string; sandbox: string; preloaded: string[] }

// web and the start are tried in e2e/outputs.spec.ts, where the pages are built. Not tried is a terminal that was stopped by
// Ctrl-S: Node writes to terminals and waits.

beforeAll(async () => {
  programs = {
    keeper: await bundleKeeper(),
    sandbox: await bundleSandbox(),
    preloaded: await bundlePreloaded(),
  }
  testDb = await createTestDb()
})
afterAll(() => testDb.drop())

test.concurrent.each(CASES)(
  "the keeper answers, rests and ends with $kind $stream",
  async (one) => {
    expect(await runBadly(await planKeeper(), one)).toEqual(WELL)
  },
  TIMEOUT_IN_MS,
)

test.concurrent.each(CASES)(
  "the sandbox answers, rests and ends with $kind $stream",
  async (one) => {
    expect(await runBadly(await planSandbox(), one)).toEqual(WELL)
  },
  TIMEOUT_IN_MS,
)

async function planKeeper(): Promise<Program> {
  const port = await findFreePort()
  return {
    args: argsOf(programs.keeper),
    env: envOf({
      APP_URL: "http://localhost:3000",
      DATABASE_URL: testDb.url,
      KEEPER_PORT: String(port),
      KEEPER_SECRET: "s".repeat(32),
      VAULT_KEYS,
      XERO_CLIENT_ID: "0".repeat(32),
      XERO_CLIENT_SECRETS: "one",
      XERO_ISSUER: "http://localhost:1",
      XERO_API_URL: "http://localhost:1",
    }),
    isUp: () => answers(`http://127.0.0.1:${port}/api/health`),
  }
}

async function planSandbox(): Promise<Program> {
  const port = await findFreePort()
  return {
    args: argsOf(programs.sandbox),
    env: envOf({
      SANDBOX_LOGIN_PORT: String(await findFreePort()),
      SANDBOX_IDENTITY_PORT: String(port),
      SANDBOX_API_PORT: String(await findFreePort()),
    }),
    isUp: () => answers(`http://127.0.0.1:${port}/.well-known/openid-configuration`),
  }
}

function argsOf(script: string): string[] {
  return [...programs.preloaded, script, String(process.pid)]
}

function envOf(values: Record<string, string>): NodeJS.ProcessEnv {
  return exactEnv({ PATH: process.env.PATH, NODE_ENV: "test", ...values })
}
