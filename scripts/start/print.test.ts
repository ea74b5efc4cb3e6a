import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { print, printEnd } from "./print"

const { stdout, stderr } = process
const IS_TERMINAL = [stdout.isTTY, stderr.isTTY] as const
let said: string[]
beforeEach(() => {
  said = []
  vi.spyOn(console, "log").mockImplementation((line) => said.push(line))
  vi.spyOn(console, "error").mockImplementation((line) => said.push(line))
})
afterEach(() => {
  at(...IS_TERMINAL)
  vi.restoreAllMocks()
})

test("what the start says is a sentence at a terminal, and a line of the log elsewhere", () => {
  say(true)
  expect(said).toEqual(["Stopping: web", "It cannot start."])
  said = []
  say(false)
  expect(said.map((line) => JSON.parse(line))).toEqual([
    { ...OF_LOG, level: "info", event: "stopping", said: "Stopping: web" },
    { ...OF_LOG, level: "fatal", event: "failed", said: "It cannot start." },
  ])
})

test("what a part says is printed as it is", () => {
  at(false)
  print('{"process":"web"}')
  expect(said).toEqual(['{"process":"web"}'])
})

test("in the log, each wrong setting has a line, of the process that it stops", () => {
  at(false)
  const problems = ["PORT", "APP_URL"].map((name) => ({ name, problem: "is wrong" }))
  printEnd("both", { problems, name: "keeper" })
  expect(said.map((line) => JSON.parse(line))).toMatchObject([
    { process: "keeper", event: "refused_to_start", name: "PORT", problem: "is wrong" },
    { process: "keeper", event: "refused_to_start", name: "APP_URL", problem: "is wrong" },
  ])
})

function say(isTerminal: boolean): void {
  at(isTerminal)
  print("Stopping: web", "stopping")
  printEnd("It cannot start.")
}

function at(isOut: boolean, isErr = isOut): void {
  stdout.isTTY = isOut
  stderr.isTTY = isErr
}

const OF_LOG = { process: "start", at: expect.any(String) }
