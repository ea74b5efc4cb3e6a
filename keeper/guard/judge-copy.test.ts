import { expect, test } from "vitest"
import { judgeCopy } from "./judge-copy"
import type { Remembered } from "./memory"
import type { Hold } from "./read-hold"

const ID = "0b4f3c1e-6a55-4f0e-9a2f-5f6f1f0f7a10"
const HOLD: Hold = {
  id: "row",
  holderId: ID,
  keeperInstallationId: ID,
  heldDatabase: "1/5",
  takeOvers: 1,
  generation: 1_000,
  renewedAt: new Date("2026-11-29T12:00:00Z"),
  copySign: null,
  database: "1/5",
  timeline: "00000002",
}
const NEWEST: Remembered = {
  id: "row",
  takeOvers: 1,
  generation: 1_001,
  renewedAt: new Date("2026-11-29T12:00:01Z"),
  timeline: "00000002",
  folder: null,
}
const NOON = new Date("2026-11-29T12:00:00Z")
const TWO = new Date("2026-11-29T14:00:00Z")

// What happened, what the row and the memory hold then, and the sign.
const CASES: [string, Partial<Hold>, Partial<Remembered>, string | null][] = [
  ["the last second was lost", {}, {}, null],
  ["the database's clock was set on two hours", { renewedAt: TWO, generation: 1_001 }, {}, null],
  [
    "a dump came back after its clock was set back",
    { renewedAt: TWO },
    { renewedAt: NOON },
    "older",
  ],
  ["the former primary runs on", { timeline: "00000001", generation: 1_001 }, {}, "older"],
  ["it is even ahead", { timeline: "00000001", generation: 9_000 }, {}, "older"],
  ["timelines pass nine", { timeline: "0000000A" }, { timeline: "00000009" }, null],
  ["the server hides its timeline", { timeline: null }, {}, null],
  ["it was taken over since", { timeline: "00000001", takeOvers: 2 }, {}, null],
]

test.each(CASES)("%s", (_, hold, newest, sign) => {
  const recalled = { here: null, newest: { ...NEWEST, ...newest } }
  const facts = { installationId: ID, knowsFolder: true, generation: null }
  expect(judgeCopy({ ...facts, hold: { ...HOLD, ...hold }, recalled })).toBe(sign)
})
