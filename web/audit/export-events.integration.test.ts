import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { createTestDb, type WebTestDb } from "@/lib/db/test-db"
import type { EventQuery } from "@/web/audit/event-query"
import { exportEvents } from "@/web/audit/export-events"
import { EVERY_EVENT } from "@/web/testing/every-event"

const ROWS = 100_000
const MEGABYTE = 1024 * 1024
let made: WebTestDb

vi.mock("@/web/auth/require-member", () => ({ requireMember: async () => ({ memberId: "m" }) }))
vi.mock("@/web/db", () => ({ db: () => made.web }))

beforeAll(async () => {
  made = await createTestDb()
  await made.db.$executeRaw`
    INSERT INTO "AuditEvent" ("kind", "address", "browser", "detail")
    SELECT 'member.sign_in_refused', '192.0.2.' || n % 256, repeat('Firefox ', 20), jsonb_build_object('reason', 'wrong_password')
    FROM generate_series(1, ${ROWS}) n`
}, 60_000)
afterAll(() => made.drop())

test("100,000 events leave as they are read: memory stays flat, and none is missing or doubled", async () => {
  const before = heapInUse()
  let [lines, bytes, most, last] = [0, 0, 0, Number.POSITIVE_INFINITY]
  let isInOrder = true
  for await (const text of read(await exportEvents(EVERY_EVENT, "jsonl"))) {
    bytes += text.length
    for (const line of text.trimEnd().split("\n")) {
      const { id } = JSON.parse(line) as { id: string }
      isInOrder &&= Number(id) < last
      last = Number(id)
      lines += 1
    }
    if (lines % 10_000 === 0) most = Math.max(most, heapInUse() - before)
  }
  expect([lines, isInOrder]).toEqual([ROWS, true])
  expect(bytes).toBeGreaterThan(40 * MEGABYTE)
  expect(most).toBeLessThan(15 * MEGABYTE)
}, 120_000)

test("whoever does not take it has nothing read for them, and one that leaves ends it", async () => {
  const asked = vi.spyOn(made.web.auditEvent, "findMany")
  const reader = (await exportEvents(EVERY_EVENT, "csv")).getReader()
  await reader.read()
  await reader.read()
  const soFar = asked.mock.calls.length
  await reader.cancel()
  expect(soFar).toBeLessThanOrEqual(2)
  expect(asked.mock.calls.length).toBe(soFar)
  asked.mockRestore()
})

test("a file has the events that the filters name", async () => {
  const some = await textOf({ ...EVERY_EVENT, address: "192.0.2.7" }, "jsonl")
  const addresses = some
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).address)
  expect(new Set(addresses)).toEqual(new Set(["192.0.2.7"]))
  expect(await textOf({ ...EVERY_EVENT, to: "2020-01-01" }, "jsonl")).toBe("")
  expect(
    await textOf({ ...EVERY_EVENT, from: "2020-01-01", kind: "member.signed_in" }, "jsonl"),
  ).toBe("")
})

test("no cell of CSV is a formula, and every cell keeps to its column", async () => {
  const hostile = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\uff1d1",
    'a"b',
    "a,b\r\nc",
  ]
  await made.db.auditEvent.createMany({
    data: hostile.map((browser) => ({ kind: "member.signed_in", browser, address: "=cmd" })),
  })
  const csv = await textOf({ ...EVERY_EVENT, kind: "member.signed_in" }, "csv")
  const [head, ...records] = parseCsv(csv)
  expect(head).toContain("browser")
  expect(records).toHaveLength(hostile.length)
  const column = head?.indexOf("browser") ?? -1
  const shown = records.map((record) => record[column]?.replace(/^'/, ""))
  expect(shown.sort()).toEqual([...hostile].sort())
  for (const record of records) {
    expect(record).toHaveLength(head?.length ?? 0)
    for (const cell of record) expect(cell).not.toMatch(/^\s*[=+\-@\uff1d]/)
  }
})

async function textOf(query: EventQuery, format: "csv" | "jsonl"): Promise<string> {
  let whole = ""
  for await (const text of read(await exportEvents(query, format))) whole += text
  return whole
}

async function* read(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  for await (const piece of stream) yield decoder.decode(piece)
}

/** What is left once everything that nobody holds is gone. */
function heapInUse(): number {
  setFlagsFromString("--expose-gc")
  runInNewContext("gc")()
  return process.memoryUsage().heapUsed
}

/** RFC 4180, by the letter. */
function parseCsv(text: string): string[][] {
  const records: string[][] = []
  for (const record of text.split(/\r\n(?=(?:[^"]*"[^"]*")*[^"]*$)/)) {
    if (record === "") continue
    const cells = record.match(/"(?:[^"]|"")*"/g) ?? []
    records.push(cells.map((cell) => cell.slice(1, -1).replaceAll('""', '"')))
  }
  return records
}
