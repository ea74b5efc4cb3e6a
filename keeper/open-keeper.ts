import { randomBytes } from "node:crypto"
import { hostname } from "node:os"
import { createAlertContext } from "@/keeper/alerts/alert-context"
import { findCurrentApp, registerApp } from "@/keeper/apps/register-app"
import { createGuard } from "@/keeper/guard/guard"
import { guardXero } from "@/keeper/guard/guard-xero"
import { createMemory } from "@/keeper/guard/memory"
import { createJournal } from "@/keeper/journal/journal"
import { findJournal, openStore } from "@/keeper/journal/open-store"
import type { Keeper } from "@/keeper/keeper"
import { createLinkPace } from "@/keeper/links/pace"
import { createMachine } from "@/keeper/machine/machine"
import { measureXero } from "@/keeper/numbers/measure-xero"
import { createNumbers } from "@/keeper/numbers/numbers"
import { probeVault } from "@/keeper/probe-vault"
import { createSingleFlight } from "@/keeper/single-flight"
import { createSlots } from "@/keeper/slots"
import { registerSso } from "@/keeper/sso/settings/register-sso"
import { createSsoContext } from "@/keeper/sso/sso-context"
import { type Timings, timings } from "@/keeper/timings"
import { createVault } from "@/keeper/vault/vault"
import { setProxy } from "@/keeper/xero/proxy"
import { createXero } from "@/keeper/xero/xero"
import { createDb, openPool } from "@/lib/db/create-db"
import { openWatch } from "@/lib/db/outage/open-watch"
import { keepSocket } from "@/lib/db/outage/sockets"
import { requireKnownSchema } from "@/lib/db/schema-number"
import type { OpenKeeperEnv } from "@/lib/env"
import type { Log } from "@/lib/log"

// docs/refresh-chain.md, "Timing": Xero's wall answers bursts with 403.
const TOKEN_REQUESTS_AT_ONCE = 5
const DB_CONNECTIONS = 15

/**
 * A keeper ready to work: database reached, every sealing key proven on what it sealed, the configured app made
 * current. Rejects before anything is written when a key is missing or wrong, or when the database belongs to a later version.
 * In a copied database nothing is written: the app becomes current when an owner takes over.
 */
export async function openKeeper(
  env: OpenKeeperEnv,
  log: Log,
  paced: Timings = timings(env.KEEPER_PACE),
): Promise<Keeper> {
  const pool = openPool(env.DATABASE_URL, DB_CONNECTIONS, keepSocket)
  const db = createDb(env.DATABASE_URL, { pool })
  const { id: installationId, schemaNumber } = await db.installation.findFirstOrThrow({
    select: { id: true, schemaNumber: true },
  })
  requireKnownSchema(schemaNumber)
  const vault = createVault({ keys: env.VAULT_KEYS, installationId })
  await probeVault(db, vault)
  const app = {
    issuer: env.XERO_ISSUER,
    clientId: env.XERO_CLIENT_ID,
    clientSecrets: env.XERO_CLIENT_SECRETS,
    scopes: env.XERO_SCOPES,
  }
  const guard = await createGuard({
    db,
    rowId: installationId,
    installationId: env.INSTALLATION_ID ?? null,
    memory: createMemory(env.DATA_DIR ?? null, log),
    evidenceWindow: paced.troubleWindow,
  })
  await guard.look()
  if (!guard.isCopy()) await registerSso(db, vault, env.sso)
  const xeroAppId =
    (guard.isCopy() ? await findCurrentApp(db) : null) ?? (await registerApp(db, vault, app))
  setProxy(env)
  const xero = createXero({
    issuer: env.XERO_ISSUER,
    apiUrl: env.XERO_API_URL,
    redirectUri: `${env.APP_URL}/xero/callback`,
    tokenTimeoutInMilliseconds: paced.tokenTimeout,
  })
  const id = `${hostname()}-${process.pid}-${randomBytes(3).toString("hex")}`
  const place = findJournal(env)
  const journal = createJournal({
    store: place === null ? null : openStore(place, { keeperId: id, source: env }),
    vault,
    isRequired: env.JOURNAL_REQUIRED,
    log,
  })
  const state = freshState()
  const keeper: Keeper = {
    id,
    db,
    pool,
    outage: openWatch(env.DATABASE_URL, log),
    dataDir: env.DATA_DIR ?? null,
    appUrl: env.APP_URL,
    vault,
    journal,
    machine: createMachine(env),
    log,
    timings: paced,
    xeroAppId,
    clients: new Map(),
    guard,
    xero: guardXero(measureXero(xero, state.numbers), guard),
    alerts: createAlertContext(env),
    sso: createSsoContext(env),
    retentionMonths: env.RETENTION_MONTHS,
    ...state,
  }
  guard.beforeHolding(async () => {
    keeper.xeroAppId = await registerApp(db, vault, app)
    await registerSso(db, vault, env.sso)
  })
  return keeper
}

/** What a process that has just begun has in memory. */
function freshState() {
  return {
    numbers: createNumbers(),
    linkPace: createLinkPace(),
    tokenSlots: createSlots(TOKEN_REQUESTS_AT_ONCE),
    refreshing: createSingleFlight(),
    readings: createSingleFlight(),
    completing: new Map<string, Promise<void>>(),
    unsaved: new Set<string>(),
    draining: false,
  }
}
