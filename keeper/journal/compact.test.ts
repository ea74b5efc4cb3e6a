import { randomBytes, randomUUID } from "node:crypto"
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { compact } from "@/keeper/journal/compact"
import { HALF } from "@/keeper/journal/folder"
import { createVault } from "@/keeper/vault/vault"

test("what a merging that failed or was killed had written goes, so that it fills no disk", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tenantry-journal-"))
  const vault = createVault({
    keys: [{ keyId: "k1", bytes: randomBytes(32) }],
    installationId: randomUUID(),
  })
  const [killed, unreadable] = [join(folder, `1-merged-a${HALF}`), join(folder, "1-a.journal")]
  await writeFile(killed, "half")
  await utimes(killed, 0, 0)
  await mkdir(unreadable)
  await expect(compact(folder, vault, true)).rejects.toThrow("EISDIR")
  expect(await readdir(folder)).toEqual(["1-a.journal"])
  await rm(folder, { recursive: true })
})
