import { randomUUID } from "node:crypto"
import { expect, test } from "vitest"
import { isHandOverFile, openFile, sealFile } from "@/keeper/hand-overs/file"

const PASSPHRASE = "nobody guesses a passphrase this long"

test.each([1, 20_000])("a file with %i organisations is one, and opens", async (count) => {
  const organisations = Array.from({ length: count }, (_, n) => {
    return { tenantId: randomUUID(), name: `Branch ${n} of a firm with a long name` }
  })
  const content = {
    id: randomUUID(),
    claimAddress: "https://old.tenantry.example/api/claim",
    claimSecret: "made-up".repeat(6),
    exportedAt: "2026-11-30T00:00:00.000Z",
    xeroApp: { issuer: "https://identity.xero.example", clientId: "A".repeat(32) },
    xeroUserId: randomUUID(),
    xeroUserName: "Ada",
    refreshToken: "made-up",
    issuedAt: "2026-11-30T00:00:00.000Z",
    organisations,
  }
  const file = await sealFile(content, PASSPHRASE)
  expect(isHandOverFile(file)).toBe(true)
  expect(await openFile(file, PASSPHRASE)).toEqual({ kind: "open", content })
})
