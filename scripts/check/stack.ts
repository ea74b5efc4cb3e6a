import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { testHome } from "@/scripts/check/test-home"
import { findFreePort } from "@/scripts/start/free-port"
import { findEmbedded } from "@/scripts/start/postgres/find-embedded"
import { askStart } from "@/scripts/start/single-start"
import { START_COMMAND } from "@/scripts/start/testing/start-command"

/** Holds one folder for each product that a run starts, with its data and output. */
export const HOME = testHome("e2e")
const READY_TIMEOUT_IN_MS = 10 * 60 * 1000
const OWNER = { email: "olive@tenantry.example", password: "correct-horse-battery" }

/** The running product of this worker's browser tests; written by the global set-up. */
export function readStack(): Stack {
  const file = process.env.TENANTRY_STACK
  if (file === undefined) throw new Error("The product was not started: TENANTRY_STACK is not set")
  // Playwright numbers the workers that run at the same time.
  return JSON.parse(readFileSync(file, "utf8"))[Number(process.env.TEST_PARALLEL_INDEX ?? 0)]
}

/**
 * Starts the whole product as `npm start` does, in production mode, with its own data folder and free ports, or with
 * those of a stopped stack. `env` changes its environment; with an empty OWNER_EMAIL and OWNER_PASSWORD, `/setup` is
 * open.
 */
export async function startStack(
  name: string,
  { env = {}, again }: { env?: Record<string, string>; again?: Stack } = {},
): Promise<Started> {
  const home = join(HOME, `${name}-${process.pid}`)
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home, { recursive: true })
  const dataDir = again?.dataDir ?? join(home, "data")
  const addresses = again ?? (await chooseAddresses())
  const logFile = join(home, "log")
  const child = launch({ ...environmentOf(addresses), DATA_DIR: dataDir, ...env }, logFile)
  await untilRunning(child, logFile)
  const databaseUrl = findEmbedded(dataDir) ?? ""
  const stack: Stack = { ...addresses, databaseUrl, dataDir, logFile, owner: OWNER }
  return { stack, child, stop: () => stop(child, dataDir) }
}

/** Tells the tests of this run where the products are, one for each worker. */
export function publishStacks(stacks: Stack[]): void {
  const file = join(HOME, `stacks-${process.pid}.json`)
  writeFileSync(file, JSON.stringify(stacks), { mode: 0o600 })
  process.env.TENANTRY_STACK = file
}

/** The processes of a running stack by name, as the start itself reports them. */
export async function listProcesses(stack: Stack): Promise<Record<string, number>> {
  const word = await askStart(stack.dataDir)
  if (word === null) throw new Error("No start holds the data folder")
  return JSON.parse(word).processes
}

async function chooseAddresses(): Promise<Addresses> {
  return {
    baseUrl: `http://localhost:${await findFreePort()}`,
    keeperUrl: `http://127.0.0.1:${await findFreePort()}`,
    loginUrl: `http://localhost:${await findFreePort()}`,
    issuer: `http://localhost:${await findFreePort()}`,
    apiUrl: `http://localhost:${await findFreePort()}`,
  }
}

function environmentOf({ baseUrl, keeperUrl, loginUrl, issuer, apiUrl }: Addresses) {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NODE_ENV: "production" as const,
    APP_URL: baseUrl,
    KEEPER_URL: keeperUrl,
    SANDBOX_LOGIN_PORT: new URL(loginUrl).port,
    SANDBOX_IDENTITY_PORT: new URL(issuer).port,
    SANDBOX_API_PORT: new URL(apiUrl).port,
    // A twentieth of the waiting times: three strikes take 15 s.
    KEEPER_PACE: "0.05",
    // In tests, receivers of alerts are on loopback.
    ALERT_ALLOW_PRIVATE_TARGETS: "true",
    OWNER_EMAIL: OWNER.email,
    OWNER_PASSWORD: OWNER.password,
  }
}

function launch(env: NodeJS.ProcessEnv, logFile: string): ChildProcess {
  const log = openSync(logFile, "a")
  // The channel stops it when we end, for whatever reason.
  const stdio = ["ignore", log, log, "ipc"] as const
  const child = spawn(process.execPath, START_COMMAND, {
    env,
    stdio: [...stdio],
    detached: true,
  })
  closeSync(log)
  return child
}

async function untilRunning(child: ChildProcess, logFile: string): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_IN_MS
  while (!readFileSync(logFile, "utf8").includes("Tenantry is running at")) {
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(`The product did not start:\n${readFileSync(logFile, "utf8")}`)
    }
    await sleep(100)
  }
}

async function stop(child: ChildProcess, dataDir: string): Promise<void> {
  if (child.exitCode === null) {
    const gone = once(child, "exit")
    child.kill("SIGTERM")
    await gone
  }
  rmSync(dataDir, { recursive: true, force: true })
}

type Addresses = {
  baseUrl: string
  keeperUrl: string
  /** The sandbox's three origins. */
  loginUrl: string
  issuer: string
  apiUrl: string
}
export type Stack = Addresses & {
  databaseUrl: string
  dataDir: string
  /** The output of all processes. */
  logFile: string
  owner: { email: string; password: string }
}
export type Started = { stack: Stack; child: ChildProcess; stop(): Promise<void> }
