import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { readKeeperEnv, readWebEnv } from "@/lib/env"
import { childEnv, NAMES, type ProcessName } from "./child-env"

const SECRETS = {
  KEEPER_SECRET: ["web", "keeper"],
  AUTH_SECRET: ["web"],
  NEXTAUTH_SECRET: ["web"],
  DATABASE_URL: ["keeper"],
  WEB_DATABASE_URL: ["web"],
  PGPASSWORD: ["keeper"],
  PGHOST: ["web", "keeper"],
  NODE_EXTRA_CA_CERTS: ["web", "keeper"],
  HTTPS_PROXY: ["keeper"],
  OTEL_EXPORTER_OTLP_CERTIFICATE: ["web", "keeper"],
  VAULT_KEYS: ["keeper"],
  VAULT_KEYS_FILE: ["keeper"],
  XERO_CLIENT_SECRETS: ["keeper"],
  SANDBOX_CLIENT_SECRETS: ["sandbox"],
  OWNER_PASSWORD: [],
  A_SECRET_OF_THE_MACHINE: [],
}
const everything = Object.fromEntries(
  [...Object.values(NAMES).flat(), ...Object.keys(SECRETS)].map((name) => [
    name,
    `value of ${name}`,
  ]),
)

test.each(Object.entries(SECRETS))("%s reaches %j and no other process", (name, holders) => {
  const processes = Object.keys(NAMES) as ProcessName[]
  expect(processes.filter((one) => name in childEnv(one, everything))).toEqual(holders)
})

test("the table of names says which processes get each", async () => {
  const processes = Object.keys(NAMES) as ProcessName[]
  const lines = Object.keys(everything)
    .sort()
    .map((name) => {
      const holders = processes.filter((one) => name in childEnv(one, everything))
      return `${name} | ${holders.join(", ") || "none"}\n`
    })
  await expect(lines.join("")).toMatchFileSnapshot("child-env.txt")
})

test("web uses the keeper's way into the database where it has none of its own", () => {
  const values = { ...everything, WEB_DATABASE_URL: undefined }
  for (const name of ["DATABASE_URL", "PGUSER", "PGPASSWORD", "PGPASSFILE"])
    expect(childEnv("web", values)).toHaveProperty(name)
})

test("each process gets every name that it reads", () => {
  const values = {
    APP_URL: "http://localhost:3000",
    PORT: "3000",
    DATABASE_URL: "postgresql://127.0.0.1/tenantry",
    KEEPER_URL: "http://127.0.0.1:3001",
    KEEPER_HOST: "127.0.0.1",
    KEEPER_PORT: "3001",
    KEEPER_SECRET: "s".repeat(32),
    AUTH_SECRET: "s".repeat(32),
    VAULT_KEYS: `k1:${"A".repeat(43)}=`,
    XERO_CLIENT_ID: "0".repeat(32),
    XERO_CLIENT_SECRETS: "one,two",
    XERO_SCOPES: "openid profile email offline_access",
    XERO_ISSUER: "http://localhost:3003",
    XERO_API_URL: "http://localhost:3004",
  }
  expect(readWebEnv(childEnv("web", values))).toMatchObject({ kind: "ok" })
  expect(readKeeperEnv(childEnv("keeper", values))).toMatchObject({ kind: "ok" })
})

test("Next does not read .env into the web process, where the keeper's secrets may stand", () => {
  const folder = mkdtempSync(join(tmpdir(), "tenantry-env-"))
  writeFileSync(join(folder, ".env"), "VAULT_KEYS=k1:secret\nXERO_CLIENT_SECRETS=secret\n")
  const program = `require("@next/env").loadEnvConfig(${JSON.stringify(folder)}, false)
    process.stdout.write(Object.keys(process.env).join(","))`
  const values = { ...process.env, NODE_ENV: "production", __NEXT_PROCESSED_ENV: "true" }
  const names = (process: ProcessName, more: object): string =>
    spawnSync(globalThis.process.execPath, ["-e", program], {
      env: childEnv(process, { ...values, ...more }),
      encoding: "utf8",
    }).stdout
  expect(names("web", {})).not.toMatch(/VAULT|XERO/)
  // Without the mark it would.
  expect(names("web", { __NEXT_PROCESSED_ENV: undefined })).toMatch(/VAULT_KEYS/)
  rmSync(folder, { recursive: true })
})
