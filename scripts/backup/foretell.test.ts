import { randomUUID } from "node:crypto"
import { expect, test } from "vitest"
import type { JournalLine } from "@/keeper/journal/entry"
import type { ChainLine } from "./backup-format"
import { foretell, listLacking, tellForetelling, tellSilent } from "./foretell"
import type { BackupSurvey } from "./read-backup"

test("a sign-in that began and was handed over after the back-up is told of, because its organisations are not known", () => {
  const dueAt = "2026-11-29T00:00:00.000Z"
  const known = { grantId: "a", chain: 1, epoch: 1, tokenSetId: "t", dueAt, organisations: [] }
  const survey = { chains: [known] } as never
  const now = new Date("2026-11-29T00:10:00.000Z")
  const both = foretell(survey, new Map(), { now, elsewhere: new Set(["a", "b"]) })
  expect(both).toMatchObject({ elsewhere: 2, unlisted: 1, begun: 0, lost: [] })
  expect(tellForetelling(both).join("\n")).toContain("1 began after the back-up")
  const listed = foretell(survey, new Map(), { now, elsewhere: new Set(["a"]) })
  expect(tellForetelling(listed).join("\n")).not.toContain("after the back-up")
})

test("a journal that lost a file is noticed by the sign-ins of the back-up that it has nothing as new of", () => {
  const same = chainAt(1, 4)
  const newer = chainAt(1, 4)
  const begunAnew = chainAt(1, 4)
  const older = chainAt(2, 4)
  const gone = chainAt(1, 1)
  const empty = { ...chainAt(1, 0), tokenSetId: null }
  const chains = [same, newer, begunAnew, older, gone, empty]
  const newest = new Map([
    entryOf(same, { id: same.tokenSetId ?? "" }),
    entryOf(newer, { epoch: 5 }),
    entryOf(begunAnew, { chain: 2, epoch: 0 }),
    entryOf(older, { chain: 1, epoch: 9 }),
  ])
  expect(listLacking({ chains } as BackupSurvey, newest)).toEqual([older, gone])
})

test("a file of the journal that is lost is noticed where an older one has something of the same sign-ins", () => {
  const [friday, saturday] = [new Date("2026-11-27T09:00:00Z"), new Date("2026-11-28T12:00:00Z")]
  expect(tellSilent([friday, saturday])).toEqual([
    expect.stringContaining(
      "until 2026-11-28T12:00:00.000Z, but has nothing of the day before that from 1 sign-in",
    ),
  ])
  expect(tellSilent([new Date("2026-11-27T11:00:00Z"), saturday])).toEqual([])
  expect(tellSilent([])).toEqual([])
})

function chainAt(chain: number, epoch: number): ChainLine {
  const [grantId, tokenSetId] = [randomUUID(), randomUUID()]
  return { grantId, chain, epoch, tokenSetId, dueAt: "2026-11-29T00:00:00Z", organisations: [] }
}

function entryOf(
  { grantId, chain, epoch }: ChainLine,
  change: Partial<JournalLine>,
): [string, JournalLine[]] {
  const line = { v: 1 as const, id: randomUUID(), grantId, chain, epoch, sealed: "" }
  return [grantId, [{ ...line, ...change }]]
}
