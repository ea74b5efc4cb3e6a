/** Each name of the environment table with a wrong value, and the settings that must accompany it. */
export function listWrongValues(plainFile: string): WrongValue[] {
  return [
    ["APP_URL", "http://tenantry.example", {}],
    ["PORT", "70000", {}],
    ["WEB_HOST", "not a host", {}],
    ["TRUSTED_PROXIES", "10.0.0.1, 10.0.0.0/40", {}],
    ...WRONG_PROXIES,
    ["HSTS_SUBDOMAINS", "perhaps", {}],
    ["DATABASE_URL", "mysql://localhost/tenantry", WITH_DATABASE],
    ["DATABASE_URL", "postgresql://abc%def@localhost/tenantry", WITH_DATABASE],
    ["DATABASE_URL", "postgresql://localhost/tenantry?sslmod=require", WITH_DATABASE],
    ["WEB_DATABASE_URL", "mysql://localhost/tenantry", WITH_OWN_DATABASE],
    ["DATA_DIR", plainFile, {}],
    ["INSTALLATION_ID", "staging", {}],
    ...WRONG_KEEPERS,
    ["KEEPER_SECRET", "short", {}],
    ["KEEPER_HOST", "not a host", {}],
    ["KEEPER_PORT", "0", {}],
    ["AUTH_SECRET", "short", {}],
    ["VAULT_KEYS", "k1:tooshort", {}],
    ["VAULT_KEYS_FILE", `${plainFile}.absent`, {}],
    ["VAULT_KEYS_FILE", plainFile, {}],
    ["XERO_CLIENT_ID", "my-app", { XERO_CLIENT_SECRETS: "one" }],
    ["XERO_CLIENT_SECRETS", " , ", { XERO_CLIENT_ID: "0".repeat(32) }],
    ["XERO_SCOPES", "openid profile", {}],
    ["XERO_ISSUER", "http://identity.example", {}],
    ["XERO_API_URL", "api.xero.com", {}],
    ["HTTPS_PROXY", "proxy.example:8080", {}],
    ["NO_PROXY", "https://internal.example", {}],
    ["NODE_EXTRA_CA_CERTS", `${plainFile}.absent`, {}],
    ["NODE_EXTRA_CA_CERTS", plainFile, {}],
    ["JOURNAL_DIR", plainFile, {}],
    ...WRONG_JOURNALS,
    ["LOG_LEVEL", "loud", {}],
    ["METRICS_TOKEN", "short", {}],
    ["METRICS_TOKEN", "ü".repeat(32), {}],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", {}],
    ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "collector:4318/v1/traces", {}],
    ["RETENTION_MONTHS", "0", {}],
    ["TOKEN_OFFLINE_MINUTES", "forever", {}],
    ["ALERT_ALLOW_PRIVATE_TARGETS", "maybe", {}],
    ...WRONG_CONTACTS,
    ...WRONG_SSO,
    ["KEEPER_PACE", "abc", {}],
    ["KEEPER_PACE", "0.5", WITH_XERO],
    ["SANDBOX_LOGIN_PORT", "abc", {}],
    ["SANDBOX_IDENTITY_PORT", "70000", {}],
    ["SANDBOX_API_PORT", "-1", {}],
    ["SANDBOX_GRACE_VARIANT", "H5", {}],
    ["SANDBOX_GRACE_SECONDS", "long", {}],
    ["SANDBOX_ACCESS_TOKEN_SECONDS", "0", {}],
    ["SANDBOX_REFRESH_TOKEN_SECONDS", "1.5", {}],
    ["SANDBOX_SUPERSEDE", "yes", {}],
    ["SANDBOX_CONNECTION_CAP", "none", {}],
    ["OWNER_EMAIL", "olive", { OWNER_PASSWORD: "correct-horse-battery" }],
    ["OWNER_PASSWORD", "short", { OWNER_EMAIL: "olive@tenantry.example" }],
    ["OWNER_PASSWORD", "Password2026!", { OWNER_EMAIL: "olive@tenantry.example" }],
    ["OWNER_PASSWORD", "olive@tenantry", { OWNER_EMAIL: "olive@tenantry.example" }],
  ]
}

const WITH_DATABASE = {
  AUTH_SECRET: "s".repeat(32),
  KEEPER_SECRET: "s".repeat(32),
  VAULT_KEYS: `k1:${"A".repeat(43)}=`,
}

const WITH_OWN_DATABASE = { ...WITH_DATABASE, DATABASE_URL: "postgresql://localhost/tenantry" }

const WITHOUT_CLIENT = { SSO_ISSUER: "https://login.ledgers.example", SSO_CLIENT_SECRET: "s" }
const WITHOUT_SECRET = { SSO_ISSUER: "https://login.ledgers.example", SSO_CLIENT_ID: "tenantry" }
const WITH_SSO = { ...WITHOUT_CLIENT, ...WITHOUT_SECRET }

const WRONG_CONTACTS: WrongValue[] = [
  ["SECURITY_CONTACT", "security@tenantry.example", {}],
  ["SECURITY_CONTACT", "mailto:security", {}],
  ["SECURITY_CONTACT", "http://tenantry.example/security", {}],
  [
    "SECURITY_CONTACT",
    "mailto:security@tenantry.example\nContact: mailto:other@tenantry.example",
    {},
  ],
]

const WITH_BUCKET = {
  JOURNAL_S3_URL: "https://s3.example/journal",
  JOURNAL_S3_ACCESS_KEY_ID: "id",
  JOURNAL_S3_SECRET_ACCESS_KEY: "secret",
}

const WRONG_JOURNALS: WrongValue[] = [
  ["JOURNAL_DATABASE_URL", "mysql://localhost/journal", {}],
  ["JOURNAL_DATABASE_URL", "postgresql://localhost/journal", { JOURNAL_DIR: "journal" }],
  ["JOURNAL_DATABASE_URL", "postgresql://other@localhost/tenantry?schema=j", WITH_OWN_DATABASE],
  ["JOURNAL_S3_URL", "s3://bucket", WITH_BUCKET],
  ["JOURNAL_S3_ACCESS_KEY_ID", "", WITH_BUCKET],
  ["JOURNAL_S3_SECRET_ACCESS_KEY", "", WITH_BUCKET],
  ["JOURNAL_S3_REGION", "eu central", {}],
  ["JOURNAL_REQUIRED", "sometimes", {}],
  ["JOURNAL_REQUIRED", "true", {}],
]

const WRONG_SSO: WrongValue[] = [
  ["SSO_ISSUER", "login.ledgers.example", WITH_SSO],
  ["SSO_ISSUER", "http://login.ledgers.example", WITH_SSO],
  ["SSO_ISSUER", "http://localhost:9", { ...WITH_SSO, APP_URL: "https://tenantry.example" }],
  ["SSO_CLIENT_ID", "", WITHOUT_CLIENT],
  ["SSO_CLIENT_SECRET", "", WITHOUT_SECRET],
  ["SSO_NAME", "n".repeat(41), WITH_SSO],
  ["SSO_DOMAINS", "@ledgers.example", WITH_SSO],
  ["SSO_DOMAINS", "", { ...WITH_SSO, SSO_NEW_MEMBERS: "anyone" }],
  ["SSO_NEW_MEMBERS", "everybody", WITH_SSO],
  ["SSO_TRUST_EMAIL", "maybe", WITH_SSO],
  ["SSO_GROUPS_CLAIM", "g".repeat(201), { ...WITH_SSO, SSO_OWNER_GROUPS: "heads" }],
  ["SSO_GROUPS_CLAIM", "groups", WITH_SSO],
  ["SSO_GROUPS_CLAIM", "", { ...WITH_SSO, SSO_OWNER_GROUPS: "heads" }],
  ["SSO_OWNER_GROUPS", "g".repeat(201), { ...WITH_SSO, SSO_GROUPS_CLAIM: "groups" }],
  ["SSO_ADMIN_GROUPS", "g".repeat(201), { ...WITH_SSO, SSO_GROUPS_CLAIM: "groups" }],
  ["SSO_VIEWER_GROUPS", "g".repeat(201), { ...WITH_SSO, SSO_GROUPS_CLAIM: "groups" }],
]

const WITH_XERO = { XERO_CLIENT_ID: "0".repeat(32), XERO_CLIENT_SECRETS: "one" }

const WRONG_PROXIES = [
  "0.0.0.0/0",
  "0.0.0.0/1",
  "128.0.0.0/1",
  "::/0",
  "::/1",
  "8000::/1",
  "2000::/3",
  "::ffff:0:0/96",
].map((everybody): WrongValue => ["TRUSTED_PROXIES", `10.0.0.1, ${everybody}`, {}])

const WRONG_KEEPERS: WrongValue[] = [
  ["KEEPER_URL", "keeper", {}],
  ["KEEPER_URL", "http://127.0.0.1:3001/keeper", {}],
  ["KEEPER_URL", "http://web:made-up@127.0.0.1:3001", {}],
  ["KEEPER_URL", "http://127.0.0.1:3001,keeper", {}],
  ["KEEPER_URL", "http://127.0.0.1:3001,http://[::1]:3000", {}],
  ["KEEPER_URL", "https://tenantry.example", { ...WITH_XERO, APP_URL: "https://tenantry.example" }],
]

export type WrongValue = [name: string, value: string, beside: Record<string, string>]
