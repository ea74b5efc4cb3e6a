import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { expect, test, vi } from "vitest"

const PARENT = fileURLToPath(new URL("testing/parent.mjs", import.meta.url))

test.each([
  ["spins", "for (;;);"],
  ["spins on what it is told to end by", "process.on('disconnect', () => { for (;;); })"],
  ["never finishes its drain", "process.on('disconnect', () => {}); setInterval(() => {}, 1000)"],
])("a process that %s is gone soon after its parent", async (_, body) => {
  const parent = spawn(process.execPath, [PARENT, body], { stdio: ["ignore", "pipe", "inherit"] })
  const [line] = await once(createInterface({ input: parent.stdout }), "line")
  const pid = Number(line)
  expect(isAlive(pid)).toBe(true)
  parent.kill("SIGKILL")
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 })
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
