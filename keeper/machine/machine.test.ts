import { mkdtempSync, rmSync } from "node:fs"
import type { access, statfs } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { readDisks } from "@/keeper/machine/disks"
import { createMachine } from "@/keeper/machine/machine"

const MEGABYTE = 1024 * 1024

test.each([
  [400, 60, 0, 0, "ok"],
  [400, 45, 0, 0, "eased"],
  [400, 39, 0, 0, "low"],
  [400, 15, 0, 0, "full"],
  [1_000_000, 3_000, 0, 0, "ok"],
  [1_000_000, 2_000, 0, 0, "low"],
  [400, 60, 10_000, 2_000, "ok"],
  [400, 60, 10_000, 1_100, "eased"],
  [400, 60, 10_000, 900, "low"],
  [400, 39, 10_000, 63, "full"],
  [400, 15, 10_000, 2_000, "full"],
  [400, 60, 10_000_000, 30_000, "ok"],
])("a disk of %i MB with %i left, for %i files with %i left, is %s", async (...row) => {
  const [size, free, files, freeFiles, state] = row
  const ask = (async () => ({
    bsize: MEGABYTE,
    blocks: size,
    bavail: free,
    files,
    ffree: freeFiles,
  })) as unknown as typeof statfs
  const [disk] = await readDisks([{ setBy: "DATA_DIR", path: tmpdir() }], ask)
  expect(disk).toEqual({
    folder: "DATA_DIR",
    freeInMegabytes: free,
    sizeInMegabytes: size,
    freeFiles: files === 0 ? null : freeFiles,
    state,
  })
})

test("folders on one disk are told once by the setting, never by the path, and one that is not there is left out", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tenantry-disks-"))
  const machine = createMachine({ DATA_DIR: folder, JOURNAL_DIR: folder })
  await machine.look()
  expect(machine.disks().map((disk) => disk.folder)).toEqual(["DATA_DIR"])
  expect(JSON.stringify(machine.disks())).not.toContain(folder)
  rmSync(folder, { recursive: true })
  await machine.look()
  expect(machine.disks()).toEqual([])
})

test.each([
  ["DATA_DIR", "EROFS", { unwritable: "EROFS" }],
  ["DATA_DIR", "EACCES", { unwritable: "EACCES" }],
  ["DATA_DIR", null, {}],
  ["JOURNAL_DIR", "EROFS", {}],
])("%s, to which writing is refused by %s, is told as %j", async (setBy, code, told) => {
  const reach = (async () => {
    if (code !== null) throw Object.assign(new Error(), { code })
  }) as typeof access
  const [disk] = await readDisks([{ setBy, path: tmpdir() }], undefined, reach)
  expect(disk?.unwritable === undefined ? {} : { unwritable: disk.unwritable }).toEqual(told)
})

test("what the start says of its parts is kept until it says otherwise", () => {
  const machine = createMachine({})
  const part = { name: "sandbox", since: "2026-11-29T00:00:00.000Z", ends: 6 }
  machine.hear({ troubledParts: [part] })
  machine.hear({ kind: "something else" })
  expect(machine.parts()).toEqual([part])
  machine.hear({ troubledParts: [] })
  expect(machine.parts()).toEqual([])
})
