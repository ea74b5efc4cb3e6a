import { expect, test } from "vitest"
import { describeStart } from "./report"
import { readSettings } from "./settings"

test.each([
  [{ SSL_CERT_FILE: "/etc/ca.pem" }, true],
  [{ SSL_CERT_DIR: "/etc/ca" }, true],
  [{ SSL_CERT_FILE: "/etc/ca.pem", NODE_OPTIONS: "--use-openssl-ca" }, false],
  [{ NODE_EXTRA_CA_CERTS: "/etc/ca.pem" }, false],
  [{}, false],
])("a start with %j says that it does not count: %s", (given, says) => {
  const reading = readSettings(given, "production")
  if (reading.kind === "wrong") throw new Error(JSON.stringify(reading.problems))
  const report = { setup: null, databasePort: 5432, loginUrl: undefined }
  const text = describeStart(reading.settings, report, "1 s")
  expect(text.includes("SSL_CERT_FILE and SSL_CERT_DIR do not count")).toBe(says)
})
