import { randomBytes, randomUUID } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test, vi } from "vitest"
import { createJournal } from "@/keeper/journal/journal"
import { createJournalFile } from "@/keeper/journal/journal-file"
import { createVault } from "@/keeper/vault/vault"
import { createLog } from "@/lib/log"

test.each([
  [15, 100, "ENOSPC"],
  [16, 100, null],
  [0, 0, null],
])(
  "with %i of %i blocks left, a file that should take more says %s",
  async (bavail, blocks, code) => {
    const folder = await mkdtemp(join(tmpdir(), "tenantry-journal-"))
    const file = createJournalFile(folder, "one", async () => ({ bavail, blocks, bsize: 4_096 }))
    const found = await file.append([]).then(
      () => null,
      (cause: NodeJS.ErrnoException) => cause.code,
    )
    expect(found).toBe(code)
    await file.close()
    await rm(folder, { recursive: true })
  },
)

const NOTHING = { chains: 0, oldestInSeconds: 0 }

test("where the journal is required, a disk that takes no entry admits nothing until a round has made up for it, though it seems to be written", async () => {
  let isFull = false
  const store = {
    name: "full",
    append: async (lines: unknown[]) => {
      if (isFull && lines.length > 0) throw Object.assign(new Error("full"), { code: "53100" })
    },
    takeFirst: () => false,
    async *read() {},
    tidy: async () => {},
    reseal: async () => {},
    close: async () => {},
  }
  const vault = createVault({
    keys: [{ keyId: "k1", bytes: randomBytes(32) }],
    installationId: randomUUID(),
  })
  const log = createLog("keeper", { write: () => {} })
  const journal = createJournal({ store, vault, isRequired: true, log })
  const entry = { tokenSetId: randomUUID(), grantId: randomUUID() } as never
  const later = vi.spyOn(performance, "now")
  expect(await journal.admits()).toBe(true)
  isFull = true
  expect(await journal.append(entry)).toBe(false)
  later.mockReturnValue(performance.now() + 60_000)
  expect(await journal.admits()).toBe(false)
  for (const written of [false, true]) {
    isFull = !written
    later.mockReturnValue(performance.now() + 60_000)
    await journal.tidy()
    expect(await journal.append(entry)).toBe(written)
    journal.noteLag(NOTHING)
    expect(await journal.admits()).toBe(written)
  }
  later.mockRestore()
})
