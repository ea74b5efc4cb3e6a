import { randomBytes, randomUUID } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { CompactEncrypt } from "jose"
import { expect, test, vi } from "vitest"
import { createTestDb } from "@/lib/db/test-db"
import { bringUp } from "./bring-up"
import { findFreePort } from "./free-port"
import { readSettings } from "./settings"
import type { Stack } from "./stack"
import { createStopwatch } from "./stopwatch"
import { RefusedError } from "./tell-error"

test("without the key that sealed, a start names it and writes nothing", async () => {
  const { db, url, drop } = await createTestDb()
  const dataDir = mkdtempSync(join(tmpdir(), "tenantry-bring-up-"))
  const xeroApp = { issuer: "https://identity.example", clientId: "A", scopes: [], current: true }
  await db.xeroApp.create({ data: { ...xeroApp, clientSecretsSealed: await seal("k-lost") } })
  const settings = await settingsFor({ DATABASE_URL: url, DATA_DIR: dataDir })
  const said = vi.spyOn(console, "log").mockImplementation(() => {})
  const start = bringUp({ settings, stack: keeperAlone(), watch: createStopwatch() })
  await expect(start).rejects.toThrow(RefusedError)
  expect(said.mock.calls.flat().join("\n")).toContain("no key with the id k-lost")
  said.mockRestore()
  expect(await db.member.count()).toBe(0)
  expect(await db.setupCode.count()).toBe(0)
  expect(await db.auditEvent.count()).toBe(0)
  expect(await db.xeroApp.count()).toBe(1)
  await drop()
  rmSync(dataDir, { recursive: true })
})

async function settingsFor(own: { DATABASE_URL: string; DATA_DIR: string }) {
  const source = {
    ...own,
    APP_URL: `http://localhost:${await findFreePort()}`,
    KEEPER_PORT: String(await findFreePort()),
    KEEPER_SECRET: "s".repeat(32),
    AUTH_SECRET: "s".repeat(32),
    VAULT_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    INSTALLATION_ID: randomUUID(),
    XERO_CLIENT_ID: "0".repeat(32),
    XERO_CLIENT_SECRETS: "one",
    OWNER_EMAIL: "olive@tenantry.example",
    OWNER_PASSWORD: "correct-horse-battery",
  }
  // Nothing is built while developing.
  const reading = readSettings(source, "development")
  if (reading.kind === "wrong") throw new Error(JSON.stringify(reading.problems))
  return reading.settings
}

/** As a start's stack, without the pages. */
function keeperAlone(): Stack {
  const stopping = new AbortController().signal
  return {
    stopping,
    async keep(name, start) {
      if (name === "keeper") await start(stopping)
    },
    close: async () => {},
    pids: () => ({}),
  }
}

function seal(keyId: string): Promise<string> {
  return new CompactEncrypt(Buffer.from("[]"))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: keyId })
    .encrypt(randomBytes(32))
}
