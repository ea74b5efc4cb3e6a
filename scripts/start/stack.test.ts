import { expect, test, vi } from "vitest"
import { createStack, type PartName } from "./stack"

test("everything stops in one order, the database last, however often it is asked", async () => {
  const stopped: string[] = []
  const stack = createStack({ print: () => {} })
  for (const name of ["database", "sandbox", "web", "keeper"] as const) {
    await stack.keep(name, part(name, stopped).start)
  }
  await Promise.all([stack.close(), stack.close()])
  await stack.close()
  expect(stopped).toEqual(["web", "keeper", "sandbox", "database"])
})

test("nothing is started once stopping has begun", async () => {
  const stack = createStack({ print: () => {} })
  await stack.close()
  await expect(stack.keep("web", part("web", []).start)).rejects.toThrow()
})

test("the keeper is told which part keeps ending, and a new keeper too", async () => {
  vi.useFakeTimers()
  const told: unknown[] = []
  const stack = createStack({ print: () => {} })
  const keeper = part("keeper", [], (message) => told.push(message))
  await stack.keep("keeper", keeper.start)
  const web = part("web", [])
  await stack.keep("web", web.start)
  for (let end = 0; end < 6; end++) {
    web.end()
    await vi.advanceTimersByTimeAsync(10_000)
  }
  const news = { troubledParts: [{ name: "web", since: expect.any(Date), ends: 6 }] }
  expect(told.at(-1)).toEqual(news)
  told.length = 0
  keeper.end()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(told).toEqual([news])
  await vi.advanceTimersByTimeAsync(3 * 60_000)
  expect(told.at(-1)).toEqual({ troubledParts: [] })
  vi.useRealTimers()
  await stack.close()
})

function part(name: PartName, stopped: string[], send?: (message: object) => void) {
  const one = { end: () => {}, start }
  async function start() {
    const ended = new Promise<string>((resolve) => {
      one.end = () => resolve("exit status 0")
    })
    const stop = async () => {
      stopped.push(name)
      one.end()
    }
    return { pid: undefined, ended, stop, send }
  }
  return one
}
