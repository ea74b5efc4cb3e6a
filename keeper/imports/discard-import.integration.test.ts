import { expect, test } from "vitest"
import { discardImport, startImport } from "@/keeper/imports/start-import"
import { readTokens, startImported } from "@/keeper/testing/imports"
import { shareTestEnv } from "@/keeper/testing/share-test-env"

const testEnv = shareTestEnv()

test("what was read and not started can be forgotten, and what was started cannot; each is told", async () => {
  const importId = await readTokens(testEnv, "a-made-up-token\na-second-made-up-token\nshort")
  const { keeper, memberId, db } = testEnv
  const gone = { kind: "not_found" }
  expect(await discardImport(keeper, memberId, { importId })).toEqual({ kind: "discarded" })
  expect(await startImport(keeper, memberId, { importId, hasStopped: true })).toEqual(gone)
  const started = await readTokens(testEnv, "another-made-up-token")
  await startImported(testEnv, started)
  expect(await discardImport(keeper, memberId, { importId: started })).toEqual(gone)
  const events = await db.auditEvent.findMany({
    where: { kind: { startsWith: "import." } },
    orderBy: { id: "asc" },
    select: { kind: true, memberId: true, detail: true },
  })
  expect(events).toEqual([
    { kind: "import.read", memberId, detail: { tokens: 2 } },
    { kind: "import.discarded", memberId, detail: { tokens: 2 } },
    { kind: "import.read", memberId, detail: { tokens: 1 } },
    { kind: "import.started", memberId, detail: { tokens: 1 } },
  ])
})
