import { migrate } from "@/prisma/migrate"
import { holdBuild } from "@/scripts/build/in-use"
import { planEmbedded } from "@/scripts/start/postgres/embedded"
import { requireDatabase } from "@/scripts/start/postgres/require-database"
import { requireWebRole } from "@/scripts/start/postgres/require-web-role"
import { untilReachable } from "@/scripts/start/postgres/until-reachable"
import {
  keeperPlan,
  type Made,
  sandboxPlan,
  valuesOf,
  webPlan,
} from "@/scripts/start/processes/processes"
import { ARTEFACT, SCRIPTS } from "@/scripts/start/processes/programs"
import { prepareFirstOwner } from "./first-owner"
import { print } from "./print"
import type { Report } from "./report"
import { requirePorts } from "./require-ports"
import { planSandbox, type SandboxWord } from "./sandbox-app"
import { ensureInstallationId, ensureSecrets, ensureVaultKeys } from "./secrets"
import type { Settings } from "./settings"
import { placeSetupLink } from "./setup-link"
import type { Stack } from "./stack"
import type { Stopwatch } from "./stopwatch"

/** Brings the product up from its settings. If that fails it throws a message for the person at the terminal. */
export async function bringUp({ settings, stack, watch }: Start): Promise<Report> {
  await requirePorts(settings)
  if (ARTEFACT !== null) await holdBuild(ARTEFACT, settings.env.APP_URL)
  // What the database refuses, a password of another one, is known before anything is written.
  const database = await watch.time("database", () => openDatabase(settings, stack))
  const [, sandbox] = await Promise.all([
    watch.time("migrations", () => migrate(database.made.databaseUrl, database.webRole)),
    settings.sandbox ? watch.time("sandbox", () => startSandbox(settings, stack)) : null,
  ])
  const installationId =
    settings.env.INSTALLATION_ID ?? (await ensureInstallationId(settings.dataDir))
  const made = { ...database.made, installationId, xero: sandbox?.xero }
  const values = valuesOf(settings, made)
  const owner = { email: settings.env.OWNER_EMAIL, password: settings.env.OWNER_PASSWORD }
  const [setupCode] = await Promise.all([
    watch
      .time("keeper", () => stack.keep("keeper", keeperPlan(settings, values)))
      .then(
        // The sealing keys are proven only now: nothing may be written into a database that they do not open.
        () => prepareFirstOwner(made.databaseUrl, owner),
      ),
    watch.time("web", () => stack.keep("web", webPlan(settings, values))),
  ])
  const setup = await placeSetupLink({
    code: setupCode,
    appUrl: settings.env.APP_URL,
    dataDir: settings.dataDir,
    isTerminal: process.stdout.isTTY === true,
  })
  return { setup, databasePort: database.port, loginUrl: sandbox?.loginUrl }
}

async function openDatabase({ env, dataDir }: Settings, stack: Stack): Promise<Database> {
  if (env.DATABASE_URL !== undefined) {
    await untilReachable({
      databaseUrl: env.DATABASE_URL,
      print: (said) => print(said, "waiting_for_database"),
      signal: stack.stopping,
    })
    await requireDatabase(env.DATABASE_URL)
    const urls = { databaseUrl: env.DATABASE_URL, webDatabaseUrl: env.WEB_DATABASE_URL }
    return { port: null, made: urls, webRole: await findWebRole(urls) }
  }
  // The keys must be on disk before they seal the first row.
  const ownKeys = env.VAULT_KEYS ?? env.VAULT_KEYS_FILE ?? env.VAULT_KEYS_COMMAND
  const vaultKeysFile = ownKeys === undefined ? await ensureVaultKeys(dataDir) : undefined
  const { databasePassword, ...secrets } = await ensureSecrets(dataDir)
  const { port, url, web, start } = await planEmbedded(dataDir, databasePassword)
  await stack.keep("database", start)
  const urls = { databaseUrl: url, webDatabaseUrl: web.url }
  return { port, made: { ...secrets, vaultKeysFile, ...urls }, webRole: web.role }
}

async function findWebRole({ databaseUrl, webDatabaseUrl }: Made): Promise<string | undefined> {
  if (webDatabaseUrl === undefined) return undefined
  return requireWebRole({ keeper: databaseUrl, web: webDatabaseUrl })
}

async function startSandbox(settings: Settings, stack: Stack) {
  const app = await planSandbox(settings, SCRIPTS.sandbox)
  const words: SandboxWord[] = []
  await stack.keep(
    "sandbox",
    sandboxPlan(settings, app, (word) => words.push(word)),
  )
  const xero = {
    XERO_CLIENT_ID: app.clientId,
    XERO_CLIENT_SECRETS: app.clientSecret,
    XERO_ISSUER: words[0]?.issuer,
    XERO_API_URL: words[0]?.apiUrl,
  }
  return { loginUrl: words[0]?.loginUrl, xero }
}

type Start = { settings: Settings; stack: Stack; watch: Stopwatch }
type Database = { port: number | null; made: Made; webRole: string | undefined }
