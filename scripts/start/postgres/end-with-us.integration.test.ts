import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { expect, test, vi } from "vitest"

const PROGRAM = fileURLToPath(new URL("testing/lone-server.ts", import.meta.url))

test.concurrent("a server whose start was killed is stopped once its processes have had time to drain", async () => {
  const { server, end } = await killStart()
  expect(isAlive(server)).toBe(true)
  await vi.waitFor(() => expect(isAlive(server)).toBe(false), { timeout: 10_000 })
  end()
})

test.concurrent("what has the server's process id by then is left alone", async () => {
  const { server, end } = await killStart("1")
  // Three times as long as the one above is given.
  await sleep(3_000)
  expect(isAlive(server)).toBe(true)
  process.kill(server, "SIGKILL")
  end()
})

async function killStart(noted?: string): Promise<{ server: number; end(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "tenantry-lone-"))
  const words = ["--import", "tsx", PROGRAM, folder, ...(noted === undefined ? [] : [noted])]
  const parent = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] })
  const [line] = await once(createInterface({ input: parent.stdout }), "line")
  parent.kill("SIGKILL")
  await once(parent, "exit")
  return { server: Number(line), end: () => rmSync(folder, { recursive: true }) }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
