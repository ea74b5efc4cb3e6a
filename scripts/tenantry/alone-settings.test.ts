import { expect, test } from "vitest"
import { aloneSettings } from "./alone-settings"

const WEB = {
  APP_URL: "https://tenantry.example",
  KEEPER_URL: "http://keeper.internal:3001",
  KEEPER_SECRET: "s".repeat(32),
  AUTH_SECRET: "a".repeat(32),
  WEB_DATABASE_URL: "postgresql://tenantry_web@db.example/tenantry",
}
const KEEPER = {
  APP_URL: "https://tenantry.example",
  DATABASE_URL: "postgresql://tenantry@db.example/tenantry",
  KEEPER_SECRET: "s".repeat(32),
  VAULT_KEYS: `k1:${"A".repeat(43)}=`,
  XERO_CLIENT_ID: "0".repeat(32),
  XERO_CLIENT_SECRETS: "one",
  INSTALLATION_ID: "00000000-0000-4000-8000-000000000000",
}

test("web alone takes the ports and the sign-in's address from what it is given", () => {
  expect(aloneSettings("web", { ...WEB, A_SECRET_OF_THE_MACHINE: "x" })).toMatchObject({
    kind: "ok",
    env: { PORT: "3000", NEXTAUTH_URL: WEB.APP_URL, NEXTAUTH_SECRET: WEB.AUTH_SECRET },
  })
})

test("a process that runs alone keeps nothing that it does not read", () => {
  const web = aloneSettings("web", { ...WEB, A_SECRET_OF_THE_MACHINE: "x" })
  const keeper = aloneSettings("keeper", { ...KEEPER, AUTH_SECRET: WEB.AUTH_SECRET })
  expect(web).not.toHaveProperty("env.A_SECRET_OF_THE_MACHINE")
  expect(keeper).toHaveProperty("env.KEEPER_PORT", "3001")
  expect(keeper).not.toHaveProperty("env.AUTH_SECRET")
})

test.each([
  "VAULT_KEYS",
  "VAULT_KEYS_FILE",
  "XERO_CLIENT_SECRETS",
  "SSO_CLIENT_SECRET",
  "OWNER_PASSWORD",
  "DATABASE_URL",
])("web alone refuses %s, which only the keeper may have", (name) => {
  expect(namesOf(aloneSettings("web", { ...WEB, [name]: "postgresql://tenantry@db/x" }))).toEqual([
    name,
  ])
})

test.each(["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"])(
  "each process alone refuses a wrong %s, and has OpenTelemetry's other names",
  (name) => {
    for (const [part, given] of [["web", WEB] as const, ["keeper", KEEPER] as const]) {
      expect(namesOf(aloneSettings(part, { ...given, [name]: "collector:4318" }))).toEqual([name])
      const settings = aloneSettings(part, { ...given, OTEL_BSP_SCHEDULE_DELAY: "1000" })
      expect(settings).toHaveProperty("env.OTEL_BSP_SCHEDULE_DELAY", "1000")
    }
  },
)

test.each([
  "http://127.0.0.1:3000",
  "http://localhost:3000/",
  "http://keeper.internal:3001, http://[::1]:3000",
  "https://TENANTRY.example:443",
])("web alone refuses KEEPER_URL=%s: it would pass on to itself", (KEEPER_URL) => {
  const wrong = { ...WEB, KEEPER_URL, AUTH_SECRET: "short" }
  expect(namesOf(aloneSettings("web", wrong))).toEqual(["AUTH_SECRET", "KEEPER_URL"])
})

test("a keeper alone needs the installation's id, and every problem is named at once", () => {
  const { INSTALLATION_ID: _, KEEPER_SECRET: __, ...rest } = KEEPER
  expect(namesOf(aloneSettings("keeper", KEEPER))).toEqual([])
  expect(namesOf(aloneSettings("keeper", rest))).toEqual(["KEEPER_SECRET", "INSTALLATION_ID"])
  const { VAULT_KEYS: ___, ...without } = rest
  const wrong = {
    LOG_LEVEL: "loud",
    SSO_ISSUER: "http://login.ledgers.example",
    KEEPER_PACE: "0.5",
  }
  expect(namesOf(aloneSettings("keeper", { ...without, ...wrong }))).toEqual([
    "LOG_LEVEL",
    "KEEPER_SECRET",
    "SSO_CLIENT_ID",
    "SSO_CLIENT_SECRET",
    "SSO_ISSUER",
    "KEEPER_PACE",
    "VAULT_KEYS",
    "INSTALLATION_ID",
  ])
})

test.each([
  ["VAULT_KEYS_FILE", import.meta.dirname],
  ["VAULT_KEYS_FILE", import.meta.filename],
  ["JOURNAL_REQUIRED", "true"],
])("a keeper alone is told of %s by its own name, as a start is", (name, value) => {
  const { VAULT_KEYS, ...rest } = KEEPER
  const keys = name.startsWith("VAULT") ? {} : { VAULT_KEYS }
  expect(namesOf(aloneSettings("keeper", { ...rest, ...keys, [name]: value }))).toEqual([name])
})

test("one key under two ids is refused: sealing anew with it would change nothing", () => {
  const VAULT_KEYS = `${KEEPER.VAULT_KEYS},k2:${"A".repeat(43)}=`
  expect(namesOf(aloneSettings("keeper", { ...KEEPER, VAULT_KEYS }))).toEqual(["VAULT_KEYS"])
})

function namesOf(settings: ReturnType<typeof aloneSettings>): string[] {
  return settings.kind === "wrong" ? settings.problems.map(({ name }) => name) : []
}
