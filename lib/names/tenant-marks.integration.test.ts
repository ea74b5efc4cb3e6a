import { expect, it } from "vitest"
import { shareTestDb } from "@/lib/db/share-test-db"
import { findTenantMarks } from "@/lib/names/find-marks"
import { labelOf } from "@/lib/names/label"

const testDb = shareTestDb()

const FIRST = "3f2a91c0-0000-4000-8000-000000000001"
const SECOND = "77b5e6d2-0000-4000-8000-000000000002"
const SAME_START = "3f2a91c0-0000-4000-8000-000000000003"

async function labelsOf(names: Record<string, string>): Promise<string[]> {
  await testDb.db.tenant.deleteMany()
  const data = Object.entries(names).map(([tenantId, name]) => ({ tenantId, name, type: "ORG" }))
  await testDb.db.tenant.createMany({ data })
  const marks = await findTenantMarks(testDb.db, Object.keys(names))
  return data.map(({ tenantId, name }) => labelOf({ name, mark: marks.get(tenantId) ?? null }))
}

it.each([
  ["the same name", "Demo Company (AU)"],
  ["another case", "DEMO company (au)"],
  ["a space at the end", "Demo Company (AU) "],
  ["a space that does not break", "Demo\u00A0Company (AU)"],
  ["full width letters", "Ｄemo Company (AU)"],
  ["an invisible mark inside", "Demo\u200B Company\u2060 (AU)"],
  ["a mark that turns the reading direction", "Demo Company\u200F (AU)"],
])("tells two organisations apart by their ids where one has %s", async (_, name) => {
  expect(await labelsOf({ [FIRST]: "Demo Company (AU)", [SECOND]: name })).toEqual([
    "Demo Company (AU) · 3f2a91c0",
    `${name} · 77b5e6d2`,
  ])
})

it("shows a name alone where no other organisation bears it", async () => {
  const labels = await labelsOf({ [FIRST]: "Demo Company (AU)", [SECOND]: "Demo Company (UK)" })
  expect(labels).toEqual(["Demo Company (AU)", "Demo Company (UK)"])
})

it("shows the whole id where the ids of namesakes begin alike", async () => {
  expect(await labelsOf({ [FIRST]: "Demo", [SAME_START]: "Demo", [SECOND]: "Demo" })).toEqual([
    `Demo · ${FIRST}`,
    `Demo · ${SAME_START}`,
    "Demo · 77b5e6d2",
  ])
})

it.each([
  ["empty", ""],
  ["spaces", " \u00A0\u3000\t"],
  ["invisible marks", "\u200B\u2060\uFEFF\u00AD"],
  ["reading directions", "\u202E\u2066\u2069"],
  ["an empty Braille cell", "\u2800"],
  ["Hangul fillers", "\u3164\uFFA0\u115F"],
  ["tags", "\u{E0001}\u{E0020}"],
])("says that a name is missing, and shows the id, where it is %s", async (_, name) => {
  expect(await labelsOf({ [FIRST]: name })).toEqual(["(no name) · 3f2a91c0"])
})

it("takes a name longer than an index entry can be", async () => {
  const long = "木".repeat(10_000)
  expect(await labelsOf({ [FIRST]: long })).toEqual([long])
})
