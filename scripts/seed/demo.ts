import { spawn } from "node:child_process"
import { rmSync } from "node:fs"
import { resolve } from "node:path"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import { createDb } from "@/lib/db/create-db"
import { hashPassword } from "@/lib/members/password"
import { seedCounted } from "@/scripts/seed/counted"
import { SCENARIOS, type Scenario, seed } from "@/scripts/seed/seed"
import { storeTokens } from "@/scripts/seed/store-tokens"
import { tellSandbox } from "@/scripts/seed/tell-sandbox"
import { findEmbedded } from "@/scripts/start/postgres/find-embedded"
import { readSandboxPorts } from "@/scripts/start/sandbox-app"
import { askStart } from "@/scripts/start/single-start"
import { START_COMMAND } from "@/scripts/start/testing/start-command"

const DATA_DIR = resolve(".data/demo")
const PASSWORD = "correct-horse-battery"
const OWNER = { email: "olivia@tenantry.example", role: "owner" } as const
const OTHERS = [
  { email: "adam@tenantry.example", name: "Adam Admin", role: "admin" },
  { email: "vera@tenantry.example", name: "Vera Viewer", role: "viewer" },
] as const
// A demo has its own database and sandbox, whatever the environment says.
const TAKEN_OVER = ["PATH", "HOME", "APP_URL", "PORT", "KEEPER_URL", "KEEPER_PORT"]

/**
 * Starts the product as `npm start` does, on made-up rows: organisations in every state, services, and a member to sign
 * in as for each role. Runs until Ctrl-C. Data of an earlier demo is removed first.
 */
export async function runDemo(wanted = "broken"): Promise<void> {
  const scenario = SCENARIOS.find((one) => one === wanted)
  if (scenario === undefined) {
    console.error(`There is no scenario ${wanted}. Choose one of ${SCENARIOS.join(", ")}.`)
    process.exit(1)
  }
  const running = await askStart(DATA_DIR)
  if (running !== null) {
    console.error(`The demo is already running: ${JSON.parse(running).address}`)
    process.exit(1)
  }
  rmSync(DATA_DIR, { recursive: true, force: true })
  const taken = TAKEN_OVER.map((name) => [name, process.env[name]])
  const child = spawn(process.execPath, START_COMMAND, {
    env: {
      ...Object.fromEntries(taken),
      NODE_ENV: "production",
      DATA_DIR,
      OWNER_EMAIL: OWNER.email,
      OWNER_PASSWORD: PASSWORD,
    },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  })
  // The product stops in its own order once the channel closes.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => child.connected && child.disconnect())
  }
  child.once("exit", (code) => process.exit(code ?? 1))
  for await (const line of createInterface({ input: child.stdout as Readable })) {
    console.log(line)
    if (line.includes('"event":"running"')) await fill(scenario)
  }
}

async function fill(scenario: Scenario): Promise<void> {
  const db = createDb(findEmbedded(DATA_DIR) ?? "")
  await seed(db, scenario)
  await seedCounted(db, scenario)
  const { SANDBOX_API_PORT } = await readSandboxPorts(DATA_DIR)
  const chains = await tellSandbox(db, `http://localhost:${SANDBOX_API_PORT}`)
  await storeTokens(db, DATA_DIR, chains)
  const passwordHash = await hashPassword(PASSWORD)
  await db.member.createMany({ data: OTHERS.map((one) => ({ ...one, passwordHash })) })
  await db.$disconnect()
  console.log(`\nSign in with the password ${PASSWORD} as one of`)
  for (const { email, role } of [OWNER, ...OTHERS]) console.log(`  ${email} (${role})`)
}
