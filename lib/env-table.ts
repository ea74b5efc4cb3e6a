import { z } from "zod"
import { DEFAULT_SCOPES, scopes } from "@/lib/env-scopes"
import { bearer, secrets } from "@/lib/env-secrets"
import * as value from "@/lib/env-values"
import { logLevel } from "@/lib/log-level"
import { pemFile } from "@/lib/pem"

/**
 * What the start reads: every name of the environment table; libpq's names are read in `lib/db`. Defaults that depend on
 * another value (`PORT`, `KEEPER_URL`, `KEEPER_PORT`) are filled in by the start's settings.
 */
export const START = z.object({
  APP_URL: value.publicOrigin.default("http://localhost:3000"),
  PORT: value.port.optional(),
  WEB_HOST: value.host.optional(),
  TRUSTED_PROXIES: value.proxies.prefault(""),
  HSTS_SUBDOMAINS: value.yesOrNo.prefault("true"),
  DATABASE_URL: value.postgresUrl.optional(),
  WEB_DATABASE_URL: value.postgresUrl.optional(),
  DATA_DIR: value.text.default(".data"),
  INSTALLATION_ID: value.installationId.optional(),
  KEEPER_URL: value.keeperUrls.optional(),
  KEEPER_SECRET: secrets.optional(),
  KEEPER_HOST: value.host.default("127.0.0.1"),
  KEEPER_PORT: value.port.optional(),
  AUTH_SECRET: secrets.optional(),
  VAULT_KEYS: value.vaultKeys.optional(),
  VAULT_KEYS_FILE: value.text.optional(),
  VAULT_KEYS_COMMAND: value.text.optional(),
  XERO_CLIENT_ID: value.xeroClientId.optional(),
  XERO_CLIENT_SECRETS: value.secretList.optional(),
  XERO_SCOPES: scopes.prefault(DEFAULT_SCOPES),
  XERO_ISSUER: value.machineUrl.default("https://identity.xero.com"),
  XERO_API_URL: value.machineUrl.default("https://api.xero.com"),
  HTTPS_PROXY: value.proxyUrl.optional(),
  NODE_EXTRA_CA_CERTS: pemFile.optional(),
  NO_PROXY: value.hostList.default(""),
  JOURNAL_DIR: value.text.optional(),
  JOURNAL_DATABASE_URL: value.postgresUrl.optional(),
  JOURNAL_S3_URL: value.machineUrl.optional(),
  JOURNAL_S3_REGION: value.region.optional(),
  JOURNAL_S3_ACCESS_KEY_ID: value.text.optional(),
  JOURNAL_S3_SECRET_ACCESS_KEY: value.text.optional(),
  JOURNAL_REQUIRED: value.yesOrNo.prefault("false"),
  LOG_LEVEL: logLevel.prefault("info"),
  METRICS_TOKEN: bearer.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: value.plainUrl.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: value.plainUrl.optional(),
  RETENTION_MONTHS: value.months.prefault("13"),
  TOKEN_OFFLINE_MINUTES: value.minutes.prefault("10"),
  ALERT_ALLOW_PRIVATE_TARGETS: value.yesOrNo.prefault("false"),
  SECURITY_CONTACT: value.securityContact.optional(),
  /** Scales every waiting time of the refresh protocol, for stand-ins with shortened lifetimes. */
  KEEPER_PACE: value.pace.prefault("1"),
  OWNER_EMAIL: value.email.optional(),
  OWNER_PASSWORD: value.text.optional(),
})

/** What web reads. */
export const WEB = START.pick({
  APP_URL: true,
  WEB_HOST: true,
  TRUSTED_PROXIES: true,
  HSTS_SUBDOMAINS: true,
  NODE_EXTRA_CA_CERTS: true,
  LOG_LEVEL: true,
  OTEL_EXPORTER_OTLP_ENDPOINT: true,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: true,
}).extend({
  KEEPER_URL: value.keeperUrls,
  PORT: value.port,
  DATABASE_URL: value.postgresUrl,
  KEEPER_SECRET: secrets,
  AUTH_SECRET: secrets,
})

/** What a keeper reads. */
export const KEEPER = START.pick({
  APP_URL: true,
  KEEPER_HOST: true,
  XERO_SCOPES: true,
  XERO_ISSUER: true,
  XERO_API_URL: true,
  VAULT_KEYS_FILE: true,
  INSTALLATION_ID: true,
  HTTPS_PROXY: true,
  NO_PROXY: true,
  NODE_EXTRA_CA_CERTS: true,
  JOURNAL_DIR: true,
  JOURNAL_DATABASE_URL: true,
  JOURNAL_S3_URL: true,
  JOURNAL_S3_REGION: true,
  JOURNAL_S3_ACCESS_KEY_ID: true,
  JOURNAL_S3_SECRET_ACCESS_KEY: true,
  JOURNAL_REQUIRED: true,
  LOG_LEVEL: true,
  METRICS_TOKEN: true,
  OTEL_EXPORTER_OTLP_ENDPOINT: true,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: true,
  RETENTION_MONTHS: true,
  TOKEN_OFFLINE_MINUTES: true,
  ALERT_ALLOW_PRIVATE_TARGETS: true,
  SECURITY_CONTACT: true,
  KEEPER_PACE: true,
}).extend({
  DATABASE_URL: value.postgresUrl,
  DATA_DIR: value.text.optional(),
  KEEPER_PORT: value.port,
  KEEPER_SECRET: secrets,
  VAULT_KEYS: value.vaultKeys.optional(),
  XERO_CLIENT_ID: value.xeroClientId,
  XERO_CLIENT_SECRETS: value.secretList,
})
