import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { expect, type Page, test } from "playwright/test"
import { listProcesses, readStack, type Started, startStack } from "@/scripts/check/stack"
import { askStart } from "@/scripts/start/single-start"
import { START_COMMAND } from "@/scripts/start/testing/start-command"

test("what the start prints leads to a sign-in page", async ({ page }) => {
  const { baseUrl } = readStack()
  await page.goto("/organisations")
  await expect(page).toHaveURL(`${baseUrl}/sign-in?callbackUrl=%2Forganisations`)
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible()
})

test("no image optimiser answers, and its native code is in no process", async ({ page }) => {
  const response = await page.request.get("/_next/image?url=%2Ficon.svg&w=64&q=75")
  expect(response.status()).toBe(404)
  test.skip(process.platform !== "linux", "reads /proc")
  const { web = 0 } = await listProcesses(readStack())
  expect(readFileSync(`/proc/${web}/maps`, "utf8")).not.toMatch(/sharp|libvips/)
})

test("a second start with the same data folder says where the first one runs, and leaves it alone", async () => {
  const { baseUrl, dataDir } = readStack()
  const second = startAgain({ DATA_DIR: dataDir })
  expect(second.status).toBe(1)
  expect(second.stderr).toContain(
    `Tenantry is already running with this data folder (${dataDir}) at ${baseUrl}`,
  )
  expect((await fetch(`${baseUrl}/api/health`)).status).toBe(200)
})

test("a part that dies is started again, the database too, and the page works", async ({
  page,
}) => {
  test.setTimeout(120_000)
  const before = await listProcesses(readStack())
  for (const pid of Object.values(before)) process.kill(pid, "SIGKILL")
  await expect(async () => {
    const after = await listProcesses(readStack())
    for (const [name, pid] of Object.entries(before)) expect(after[name], name).not.toBe(pid)
    expect((await fetch(`${readStack().baseUrl}/api/health`)).status).toBe(200)
  }).toPass({ timeout: 60_000 })
  await page.goto("/sign-in")
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible()
})

test("after kill -9 of everything the next start has lost nothing; SIGTERM ends it in order", async ({
  page,
}) => {
  test.setTimeout(180_000)
  const first = await startStack("killed")
  await signIn(page, first)
  const processes = Object.values(await listProcesses(first.stack))
  for (const pid of [first.child.pid ?? 0, ...processes]) process.kill(pid, "SIGKILL")
  const second = await startStack("again", { again: first.stack })
  // The earlier session is still valid: members, sessions and the signing secret are all there.
  await page.goto(`${second.stack.baseUrl}/organisations`)
  await expect(page.getByRole("heading", { name: "Organisations", exact: true })).toBeVisible()
  await expectOrderlyEnd(second)
})

test("a database and a sandbox that outlived their start are taken over", async ({ page }) => {
  test.setTimeout(180_000)
  const first = await startStack("orphaned")
  await signIn(page, first)
  process.kill(first.child.pid ?? 0, "SIGKILL")
  const second = await startStack("adopting", { again: first.stack })
  expect(second.stack.issuer).toBe(first.stack.issuer)
  await page.goto(`${second.stack.baseUrl}/organisations`)
  await expect(page.getByRole("heading", { name: "Organisations", exact: true })).toBeVisible()
  await second.stop()
})

async function signIn(page: Page, { stack }: Started): Promise<void> {
  await page.goto(`${stack.baseUrl}/sign-in`)
  await page.getByLabel("Email").fill(stack.owner.email)
  await page.getByLabel("Password").fill(stack.owner.password)
  await page.getByRole("button", { name: "Sign in", exact: true }).click()
  await page.waitForURL("**/organisations")
}

async function expectOrderlyEnd({ stack, child, stop }: Started): Promise<void> {
  const pids = Object.values(await listProcesses(stack))
  child.kill("SIGTERM")
  await sleep(50)
  child.kill("SIGINT")
  await expect.poll(() => child.exitCode, { timeout: 60_000 }).toBe(0)
  const lines = readFileSync(stack.logFile, "utf8").match(/^\{.*$/gm) ?? []
  const said = lines.map((line) => JSON.parse(line).said)
  const order = ["web", "keeper", "sandbox", "database"].map((name) => `Stopping: ${name}`)
  expect(said.filter((one) => /^Stopp/.test(one))).toEqual([...order, "Stopped."])
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow("ESRCH")
  expect(await askStart(stack.dataDir)).toBeNull()
  const databaseLog = readFileSync(join(stack.dataDir, "postgres.log"), "utf8")
  expect(databaseLog.trim()).toMatch(/database system is shut down$/)
  await stop()
}

function startAgain(env: Record<string, string>) {
  const { PATH } = process.env
  const options = {
    env: { PATH, NODE_ENV: "production" as const, ...env },
    encoding: "utf8" as const,
  }
  return spawnSync(process.execPath, START_COMMAND, options)
}
