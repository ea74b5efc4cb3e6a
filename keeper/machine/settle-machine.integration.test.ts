import { expect, it } from "vitest"
import type { Disk } from "@/keeper/machine/disks"
import { isTroubled, settleMachine } from "@/keeper/machine/settle-machine"
import { shareTestEnv } from "@/keeper/testing/share-test-env"

const testEnv = shareTestEnv()

it("tells a disk that runs full once, and that it has room again only when it clearly has", async () => {
  expect(isTroubled(on("ok"))).toBe(false)
  for (const state of ["low", "full", "eased"] as const) await settleMachine(on(state))
  expect(isTroubled(on("low"))).toBe(true)
  expect(await open()).toMatchObject([{ kind: "disk_low", detail: { folder: "DATA_DIR" } }])
  await settleMachine(on("ok"))
  expect(await open()).toEqual([])
})

it("tells a folder that may not be written to, and why, until it may", async () => {
  await settleMachine(on("ok"))
  expect(isTroubled(on("ok", "EROFS"))).toBe(true)
  await settleMachine(on("ok", "EROFS"))
  const detail = { folder: "DATA_DIR", code: "EROFS" }
  expect(await open()).toMatchObject([{ kind: "folder_unwritable", detail }])
  await settleMachine(on("ok"))
  expect(await open()).toEqual([])
})

it("tells a part that keeps ending, until no keeper says so", async () => {
  const parts = () => [{ name: "web", since: "2026-11-29T00:00:00.000Z", ends: 6 }]
  await settleMachine({ ...on("ok"), machine: { ...testEnv.keeper.machine, parts } })
  await settleMachine({ ...on("ok"), id: "another keeper" })
  expect(await open()).toMatchObject([{ kind: "part_keeps_ending", detail: { part: "web" } }])
  await settleMachine(on("ok"))
  expect(await open()).toEqual([])
})

function on(state: Disk["state"], unwritable?: string) {
  const disk = {
    folder: "DATA_DIR",
    freeInMegabytes: 30,
    sizeInMegabytes: 400,
    freeFiles: null,
    state,
    ...(unwritable !== undefined && { unwritable }),
  }
  const machine = { ...testEnv.keeper.machine, disks: () => [disk], parts: () => [] }
  return { ...testEnv.keeper, machine }
}

function open() {
  return testEnv.db.incident.findMany({
    where: { closedAt: null },
    select: { kind: true, detail: true },
  })
}
