import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { expect, test } from "vitest"
import { FOLDER, type FolderIdentity, identifyFolder, isSameFolder } from "./folder"

const BEFORE: FolderIdentity = {
  number: "257",
  madeAt: "1795000000",
  path: "/srv/tenantry",
  disk: "64769",
  machine: "3f0c",
  boot: "b-1",
  cards: ["02:fc:00:00:00:01", "02:fc:00:00:00:02"],
}
const AGAIN = { ...BEFORE, boot: "b-2" }

// What somebody did, what differs then, and whether it is still the folder that it was.
const CASES: [string, FolderIdentity, boolean][] = [
  ["nothing", BEFORE, true],
  ["started the machine anew", AGAIN, true],
  ["moved the folder on its disk", { ...AGAIN, path: "/opt/tenantry" }, true],
  ["mounted its disk again, under another number", { ...AGAIN, disk: "44" }, true],
  ["copied it on its disk", { ...BEFORE, number: "300", madeAt: "1795000009", path: "/b" }, false],
  ["moved it to a larger disk", { ...AGAIN, number: "2", madeAt: "1795000009", disk: "9" }, false],
  ["mounted a snapshot beside it", { ...BEFORE, path: "/mnt/snapshot", disk: "64770" }, false],
  ["attached a snapshot of its disk elsewhere", { ...AGAIN, machine: "77aa" }, false],
  ["cloned the machine with its id", { ...AGAIN, cards: ["02:fc:00:00:00:09"] }, false],
  ["cloned it while it ran", { ...BEFORE, cards: ["02:fc:00:00:00:09"] }, false],
  ["took out one network card", { ...AGAIN, cards: ["02:fc:00:00:00:02"] }, true],
  ["renamed the machine, or took its network away", { ...AGAIN, cards: [] }, true],
  ["made the container anew, with another machine id", { ...BEFORE, machine: "77aa" }, true],
  ["did so without machine ids, on other hardware", { ...AGAIN, machine: null, cards: [] }, true],
  ["upgraded a version that kept less", FOLDER.parse(lessOf(AGAIN)), true],
  ["did so on another machine", FOLDER.parse(lessOf({ ...AGAIN, machine: "77aa" })), false],
]

test.each(CASES)("somebody %s", (_, now, isSame) => {
  expect(isSameFolder(BEFORE, now)).toBe(isSame)
  expect(isSameFolder(now, BEFORE)).toBe(isSame)
})

test("a folder is read as it is kept, and is the one that it is", async () => {
  const here = await identifyFolder(import.meta.dirname)
  expect(FOLDER.parse(JSON.parse(JSON.stringify(here)))).toEqual(here)
  expect(here).toMatchObject({ path: expect.stringMatching(/guard$/), disk: expect.any(String) })
  expect(isSameFolder(here, await identifyFolder(`${import.meta.dirname}/../guard`))).toBe(true)
})

test("cards that are made of metal count, unless the machine gets others with each start", async () => {
  const system = `${mkdtempSync(join(tmpdir(), "tenantry-system-"))}/`
  const write = (path: string, text: string) => {
    mkdirSync(dirname(system + path), { recursive: true })
    writeFileSync(system + path, `${text}\n`)
  }
  for (const [name, made] of [
    ["eth0", "0"],
    ["wlan0", "1"],
    ["veth1", "0"],
  ] as const) {
    write(`sys/class/net/${name}/address`, `address of ${name}`)
    write(`sys/class/net/${name}/addr_assign_type`, made)
    if (name !== "veth1") write(`sys/class/net/${name}/device/vendor`, "0x1af4")
  }
  expect(await identifyFolder(system, system)).toMatchObject({
    machine: null,
    boot: null,
    cards: ["address of eth0"],
  })
  write("proc/sys/kernel/osrelease", "5.15.167.4-microsoft-standard-WSL2")
  expect((await identifyFolder(system, system)).cards).toEqual([])
  rmSync(system, { recursive: true })
})

function lessOf({ number, madeAt, machine }: FolderIdentity) {
  return { number, madeAt, machine }
}
