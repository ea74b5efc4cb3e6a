import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { sandboxControl } from "@/sandbox/control"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"
import { callApi, connect, refresh } from "@/sandbox/testing/app-client"
import { killLaunched, launchSandbox, runSandbox } from "@/sandbox/testing/sandbox-process"

let folder: string
let stateFile: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sandbox-"))
  stateFile = join(folder, "data", "sandbox.json")
})
afterEach(() => {
  killLaunched()
  rmSync(folder, { recursive: true })
})

async function refusalOf(environment: Record<string, string>): Promise<string> {
  const { exitCode, output } = await launchSandbox(environment)
  expect(await exitCode).toBe(1)
  expect(output.stdout).toBe("")
  return output.stderr
}

const alice = { xeroUserId: XERO_USERS.alice, choose: TENANTS.mapleFlorist }

test("the process says in one line of JSON where it answers, and ends on SIGTERM", async () => {
  const sandbox = await runSandbox()
  expect(Object.keys(JSON.parse(sandbox.output.stdout))).toEqual([
    "ready",
    "issuer",
    "loginUrl",
    "apiUrl",
  ])
  const { body } = await connect(sandbox, alice)
  await refresh(sandbox, body.refresh_token)
  sandbox.child.kill("SIGTERM")
  expect(await sandbox.exitCode).toBe(0)
  expect(sandbox.output.stdout.trim().split("\n")).toHaveLength(1)
  const logged = sandbox.output.stdout + sandbox.output.stderr
  expect(logged).not.toContain(String(body.refresh_token))
})

test("the process ends with its parent's channel", async () => {
  const sandbox = await runSandbox({}, true)
  sandbox.child.disconnect()
  expect(await sandbox.exitCode).toBe(0)
})

describe("a state file", () => {
  test("is for its owner alone, and brings connections, clock and options back", async () => {
    const first = await runSandbox({ SANDBOX_STATE_FILE: stateFile })
    const { body } = await connect(first, alice)
    const control = sandboxControl(first.apiUrl)
    await control.setClock(60)
    await control.setOptions({ callbackExtras: true })
    first.child.kill("SIGTERM")
    await first.exitCode
    expect(statSync(stateFile).mode & 0o777).toBe(0o600)
    const second = await runSandbox({ SANDBOX_STATE_FILE: stateFile, SANDBOX_GRACE_VARIANT: "H3" })
    const state = await sandboxControl(second.apiUrl).state()
    expect(state.connections).toMatchObject([{ tenantId: TENANTS.mapleFlorist }])
    expect(state.options).toMatchObject({ callbackExtras: true, graceVariant: "H3" })
    expect(Date.parse(state.now) - Date.now()).toBeGreaterThan(55_000)
    expect((await refresh(second, body.refresh_token)).status).toBe(200)
  })

  test("loses no rotation to kill -9, under load and whatever was under way", async () => {
    let sandbox = await runSandbox({ SANDBOX_STATE_FILE: stateFile })
    const { port: login } = new URL(sandbox.loginUrl)
    const { port: identity } = new URL(sandbox.issuer)
    const ports = { SANDBOX_LOGIN_PORT: login, SANDBOX_IDENTITY_PORT: identity }
    const held = new Map<string, string>()
    for (const [xeroUserId, choose] of [
      [XERO_USERS.alice, TENANTS.mapleFlorist],
      [XERO_USERS.bjorn, TENANTS.soens],
      [XERO_USERS.taro, TENANTS.sakura],
    ] as const) {
      const { body } = await connect(sandbox, { xeroUserId, choose })
      held.set(xeroUserId, String(body.refresh_token))
    }
    let rotations = 0
    for (let round = 0; round < 5; round += 1) {
      const rotating = [...held.keys()].map(async (xeroUserId) => {
        for (;;) {
          const answer = await refresh(sandbox, held.get(xeroUserId)).catch(() => null)
          if (answer === null) return
          expect(answer.body).toHaveProperty("refresh_token")
          held.set(xeroUserId, String(answer.body.refresh_token))
          rotations += 1
        }
      })
      const goal = rotations + 5
      while (rotations < goal) await sleep(5)
      await sleep(round * 7)
      sandbox.child.kill("SIGKILL")
      await Promise.all([...rotating, sandbox.exitCode])
      sandbox = await runSandbox({ SANDBOX_STATE_FILE: stateFile, ...ports })
      for (const refreshToken of held.values()) {
        expect(await sandboxControl(sandbox.apiUrl).isAlive(refreshToken)).toBe(true)
      }
    }
    expect(rotations).toBeGreaterThan(20)
  }, 60_000)

  test("of something else is refused by name", async () => {
    stateFile = join(folder, "package.json")
    writeFileSync(stateFile, "{}")
    expect(await refusalOf({ SANDBOX_STATE_FILE: stateFile })).toContain(stateFile)
    expect(readFileSync(stateFile, "utf8")).toBe("{}")
  })
})

describe("the process does not start", () => {
  test("with wrong options: every wrong name is listed at once", async () => {
    const wrong = {
      SANDBOX_LOGIN_PORT: "70000",
      SANDBOX_IDENTITY_PORT: "-1",
      SANDBOX_API_PORT: "http",
      SANDBOX_CLIENT_ID: "abc",
      SANDBOX_CLIENT_SECRETS: "a,,b",
      SANDBOX_REDIRECT_URIS: "not a url",
      SANDBOX_GRACE_VARIANT: "H5",
      SANDBOX_GRACE_SECONDS: "long",
      SANDBOX_ACCESS_TOKEN_SECONDS: "0",
      SANDBOX_REFRESH_TOKEN_SECONDS: "1.5",
      SANDBOX_SUPERSEDE: "yes",
      SANDBOX_CONNECTION_CAP: "-2",
      APP_URL: "localhost",
    }
    const said = await refusalOf(wrong)
    for (const name of Object.keys(wrong))
      expect(said).toMatch(new RegExp(`^ {2}${name}: \\S`, "m"))
  })

  test("beside a public app in production, but does beside one on loopback", async () => {
    const production = { NODE_ENV: "production" }
    const said = await refusalOf({ ...production, APP_URL: "https://tenantry.example" })
    expect(said).toContain("APP_URL")
    expect(said).toContain("tenantry.example")
    for (const APP_URL of ["http://127.0.0.1:3000", "http://[::1]:3000", "http://localhost:3000"]) {
      const sandbox = await runSandbox({ ...production, APP_URL })
      expect((await callApi(sandbox, "/connections", { accessToken: "x" })).status).toBe(401)
      const { options } = await sandboxControl(sandbox.apiUrl).state()
      expect(options.redirectUris).toEqual([`${APP_URL}/xero/callback`])
      sandbox.child.kill("SIGTERM")
    }
  })

  test("beside a real Xero app", async () => {
    const said = await refusalOf({ XERO_CLIENT_ID: "0123456789ABCDEF0123456789ABCDEF" })
    expect(said).toContain("XERO_CLIENT_ID")
  })

  test("on a port that is taken, which it names", async () => {
    const other = createServer().listen(0, "127.0.0.1")
    await once(other, "listening")
    const { port } = other.address() as { port: number }
    const said = await refusalOf({ SANDBOX_IDENTITY_PORT: String(port) })
    expect(said).toContain(`port ${port} is taken`)
    other.close()
  })
})
