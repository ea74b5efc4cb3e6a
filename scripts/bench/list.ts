import { chromium } from "playwright/test"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { createDb, type Db } from "@/lib/db/create-db"
import { findChromium } from "@/scripts/check/chromium"
import { type Stack, startStack } from "@/scripts/check/stack"
import { crowd } from "@/scripts/seed/crowd"
import { median } from "./median"
import { readFlags } from "./read-flags"
import { atEnd } from "./run-bench"

// npm run bench:list: what the list page costs with 10,000 organisations compared with 10, on one product in one run; some
// two minutes after the build. `-- --rounds 20` measures for longer.
const SIZES = [10, 10_000] as const
const {
  rounds: [ROUNDS = 0],
} = readFlags({ rounds: "5" })
const REQUESTS_A_ROUND = 20

const { stack, stop } = await startStack("bench")
atEnd(stop)
await measure(stack)

async function measure(stack: Stack): Promise<void> {
  const cookie = await signIn(stack)
  const db = createDb(stack.databaseUrl)
  atEnd(() => db.$disconnect())
  const samples = new Map<number, Sample[]>(SIZES.map((size) => [size, []]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const size of SIZES) {
      await fill(db, size)
      await sample(stack, cookie)
      for (let n = 0; n < REQUESTS_A_ROUND; n++) {
        samples.get(size)?.push(await sample(stack, cookie))
      }
    }
  }
  report(SIZES.map((size) => ({ size, ...medians(samples.get(size) ?? []) })))
}

async function signIn({ baseUrl, owner }: Stack): Promise<string> {
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : []
  const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args })
  const page = await browser.newPage({ baseURL: baseUrl })
  await page.goto("/sign-in")
  await page.getByLabel("Email").fill(owner.email)
  await page.getByLabel("Password").fill(owner.password)
  await page.getByRole("button", { name: "Sign in", exact: true }).click()
  await page.waitForURL("**/organisations")
  const cookies = await page.context().cookies()
  await browser.close()
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ")
}

async function fill(db: Db, organisations: number): Promise<void> {
  await emptyTables(db, "AuditEvent", "Connection", "Grant", "Tenant")
  const app = await db.xeroApp.findFirstOrThrow({ where: { current: true }, select: { id: true } })
  const member = await db.member.findFirstOrThrow({ select: { id: true } })
  await crowd(db, { appId: app.id, memberId: member.id, organisations })
}

async function sample({ baseUrl }: Stack, cookie: string): Promise<Sample> {
  const startedAt = performance.now()
  const response = await fetch(`${baseUrl}/organisations`, { headers: { cookie } })
  const body = await response.arrayBuffer()
  if (!response.ok || response.redirected) throw new Error(`the list answered ${response.status}`)
  return { milliseconds: performance.now() - startedAt, bytes: body.byteLength }
}

function medians(samples: Sample[]): Sample {
  return {
    milliseconds: median(samples.map((one) => one.milliseconds)),
    bytes: median(samples.map((one) => one.bytes)),
  }
}

function report([few, many]: (Sample & { size: number })[]): void {
  if (few === undefined || many === undefined) return
  for (const { size, milliseconds, bytes } of [few, many]) {
    console.log(`${size} organisations: ${milliseconds.toFixed(1)} ms, ${bytes} bytes (medians)`)
  }
  const time = (many.milliseconds / few.milliseconds).toFixed(2)
  console.log(`ratios: time ${time}, bytes ${(many.bytes / few.bytes).toFixed(2)}`)
}

type Sample = { milliseconds: number; bytes: number }
