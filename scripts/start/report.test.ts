import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { listStart } from "./report"
import { readSettings } from "./settings"

const authorities = join(mkdtempSync(join(tmpdir(), "tenantry-report-")), "ca.pem")
writeFileSync(authorities, "-----BEGIN CERTIFICATE-----")

test.each([
  [{ SSL_CERT_FILE: "/etc/ca.pem" }, true],
  [{ SSL_CERT_DIR: "/etc/ca" }, true],
  [{ SSL_CERT_FILE: "/etc/ca.pem", NODE_OPTIONS: "--use-openssl-ca" }, false],
  [{ NODE_EXTRA_CA_CERTS: authorities }, false],
  [{}, false],
])("a start with %j says that it does not count: %s", (given, says) => {
  const reading = readSettings(given, "production")
  if (reading.kind === "wrong") throw new Error(JSON.stringify(reading.problems))
  const report = { setup: null, databasePort: 5432, loginUrl: undefined }
  expect(listStart(reading.settings, report, "1 s").trust !== undefined).toBe(says)
})

const SECRETS = {
  DATABASE_URL: "postgresql://tenantry@localhost/tenantry",
  AUTH_SECRET: "s".repeat(32),
  KEEPER_SECRET: "s".repeat(32),
  VAULT_KEYS: `k1:${"A".repeat(43)}=`,
}

test.each([
  ["the embedded database", {}, false],
  ["one database role", SECRETS, true],
  [
    "two database roles",
    { ...SECRETS, WEB_DATABASE_URL: "postgresql://web@localhost/tenantry" },
    false,
  ],
])(
  "a start with %s warns of a break-in at web only where the two share one",
  (_what, given, says) => {
    const reading = readSettings(given, "production")
    if (reading.kind === "wrong") throw new Error(JSON.stringify(reading.problems))
    const report = { setup: null, databasePort: 5432, loginUrl: undefined }
    expect(listStart(reading.settings, report, "1 s").web !== undefined).toBe(says)
  },
)
