import { randomBytes, randomUUID } from "node:crypto"
import { expect, test } from "vitest"
import { countKeys } from "@/keeper/journal/store"
import { createVault } from "@/keeper/vault/vault"
import { findMissingKeys, tellKeys } from "./find-missing-keys"

test("what is damaged is told as damaged, not as sealed by a key that is missing", async () => {
  const keys = [{ keyId: "k1", bytes: randomBytes(32) }]
  const vault = createVault({ keys, installationId: randomUUID() })
  const lines = ["damaged", await vault.seal("a token", { column: "Journal.entry", row: "1" })]
  async function* read() {
    for (const sealed of lines)
      yield { v: 1 as const, id: randomUUID(), grantId: randomUUID(), chain: 1, epoch: 1, sealed }
  }
  const journals = [{ name: "/journal", counts: await countKeys({ read }) }]
  const missing = await findMissingKeys({ sealed: {}, journals }, vault)
  expect(tellKeys({ sealed: {} }, missing)).toEqual([
    "Damaged, so that no key opens them: 1 entry of the journal /journal.",
  ])
})
