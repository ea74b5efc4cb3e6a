import { randomBytes, randomUUID } from "node:crypto"
import { mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest"
import { COPIES, OURS } from "@/keeper/testing/copies"
import { copyFolder, type Installation, install, stopServers } from "@/keeper/testing/installation"
import { ONE_DATABASE } from "@/keeper/testing/one-database"
import { runOnce } from "@/keeper/testing/restore-database"
import { testHome } from "@/scripts/check/test-home"

const HOME = join(testHome("vitest"), `copies-${randomBytes(4).toString("hex")}-${process.pid}`)
const table = ["What somebody does | what a keeper finds at its first look, and at its second"]
let fresh: Installation
let otherHost: Installation
let original: Installation
let copy: Installation

beforeAll(async () => {
  await mkdir(HOME, { recursive: true })
  fresh = await install(join(HOME, "fresh"))
  otherHost = await install(join(HOME, "other-host"))
}, 120_000)
beforeEach(async () => {
  original = { ...fresh, home: join(HOME, "original"), installationId: randomUUID() }
  copy = { ...original, home: join(HOME, "copy") }
  copyFolder(fresh.home, original.home)
  expect(await runOnce(original)).toEqual(OURS)
}, 120_000)
afterEach(async () => {
  await stopServers()
  await Promise.all([original, copy].map(({ home }) => rm(home, { recursive: true, force: true })))
})
afterAll(async () => {
  process.stdout.write(`\n${table.join("\n")}\n`)
  await rm(HOME, { recursive: true, force: true })
})

it.each(Object.entries({ ...COPIES, ...ONE_DATABASE }))(
  "somebody %s",
  async (name, { found, act }) => {
    const outcome = await act({ original, copy, otherHost })
    table.push(`${name} | ${outcome.map((sign) => sign ?? "ours").join(", ")}`)
    expect(outcome).toEqual(found)
  },
  120_000,
)
