import { expect, test } from "vitest"
import { createStack, type PartName } from "./stack"

test("everything stops in one order, the database last, however often it is asked", async () => {
  const stopped: string[] = []
  const stack = createStack({ print: () => {} })
  for (const name of ["database", "sandbox", "web", "keeper"] as const) {
    await stack.keep(name, part(name, stopped))
  }
  await Promise.all([stack.close(), stack.close()])
  await stack.close()
  expect(stopped).toEqual(["web", "keeper", "sandbox", "database"])
})

test("nothing is started once stopping has begun", async () => {
  const stack = createStack({ print: () => {} })
  await stack.close()
  await expect(stack.keep("web", part("web", []))).rejects.toThrow()
})

function part(name: PartName, stopped: string[]) {
  return async () => {
    let end = (_reason: string): void => {}
    const ended = new Promise<string>((resolve) => {
      end = resolve
    })
    return {
      pid: undefined,
      ended,
      stop: async () => {
        stopped.push(name)
        end("exit status 0")
      },
    }
  }
}
