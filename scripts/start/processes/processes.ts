import { resolve } from "node:path"
import { findKeys } from "@/lib/vault-keys-file"
import { print } from "@/scripts/start/print"
import { readSandboxWord, type SandboxApp, type SandboxWord } from "@/scripts/start/sandbox-app"
import { ownKeeperUrl, type Settings } from "@/scripts/start/settings"
import { listenHosts, reachable } from "@/web/server/listen-hosts"
import { answers } from "./answers"
import { childEnv, DATABASE_NAMES, NEXT_ENV, type Values } from "./child-env"
import type { Plan } from "./keep-running"
import { PRELOADED, SCRIPTS } from "./programs"
import { startProcess } from "./start-process"

// In megabytes. Node's 16 are kept for ever once a large page has filled them, twice and more. With so few the keeper would answer
// a fifth fewer token requests.
const YOUNG = "--max-semi-space-size=4"
// Otherwise glibc keeps an arena for nearly every thread of Node: some 20 MB in each process.
const FEW_ARENAS = "2"

/** The sandbox; `onWord` gets the addresses at which it answers. */
export function sandboxPlan(
  settings: Settings,
  app: SandboxApp,
  onWord: (word: SandboxWord) => void,
): Plan["start"] {
  return (signal) => {
    let ready = false
    return startProcess({
      name: "sandbox",
      script: SCRIPTS.sandbox,
      env: childEnv("sandbox", {
        ...settings.given,
        ...app.values,
        APP_URL: settings.env.APP_URL,
        NODE_ENV: settings.mode,
      }),
      isReady: () => ready,
      onLine(line) {
        const word = readSandboxWord(line)
        if (word === null) return false
        onWord(word)
        ready = true
        return true
      },
      print,
      signal,
      stopTimeoutInMs: 5_000,
    })
  }
}

/** The keeper, which drains for 35 s at most. */
export function keeperPlan(settings: Settings, values: Values): Plan["start"] {
  return (signal) =>
    startProcess({
      name: "keeper",
      script: SCRIPTS.keeper,
      env: childEnv("keeper", values),
      isReady: () => answers(`${ownKeeperUrl(settings.env)}/api/health/ready`),
      print,
      signal,
      stopTimeoutInMs: 40_000,
    })
}

/** The web process, which finishes running requests for 30 s at most. */
export function webPlan(settings: Settings, values: Values): Plan["start"] {
  const [host] = listenHosts(settings.env.APP_URL, settings.env.WEB_HOST)
  return (signal) =>
    startProcess({
      name: "web",
      preloaded: [YOUNG, ...PRELOADED],
      script: SCRIPTS.web,
      env: childEnv("web", values),
      isReady: () => answers(`http://${reachable(host)}:${settings.webPort}/api/health/ready`),
      print,
      signal,
      stopTimeoutInMs: 35_000,
    })
}

/** All values that any process may have; `childEnv` selects from them. */
export function valuesOf(settings: Settings, made: Made): Values {
  const { env, given } = settings
  const authSecret = env.AUTH_SECRET?.join(",") ?? made.authSecret
  const vaultKeysFile = env.VAULT_KEYS_FILE ?? made.vaultKeysFile
  const ofDatabase = settings.embedded
    ? Object.fromEntries(DATABASE_NAMES.map((name) => [name, undefined]))
    : {}
  return {
    ...given,
    ...ofDatabase,
    ...made.xero,
    MALLOC_ARENA_MAX: given.MALLOC_ARENA_MAX ?? FEW_ARENAS,
    NODE_ENV: settings.mode,
    APP_URL: env.APP_URL,
    PORT: String(settings.webPort),
    DATABASE_URL: made.databaseUrl,
    WEB_DATABASE_URL: made.webDatabaseUrl,
    DATA_DIR: settings.dataDir,
    KEEPER_URL: settings.keeperUrl,
    KEEPER_HOST: env.KEEPER_HOST,
    KEEPER_PORT: String(settings.keeperPort),
    KEEPER_SECRET: env.KEEPER_SECRET?.join(",") ?? made.keeperSecret,
    INSTALLATION_ID: env.INSTALLATION_ID ?? made.installationId,
    AUTH_SECRET: authSecret,
    NEXTAUTH_SECRET: env.AUTH_SECRET?.[0] ?? made.authSecret,
    NEXTAUTH_URL: env.APP_URL,
    ...NEXT_ENV,
    // The command may need what the keeper's environment does not have.
    VAULT_KEYS: env.VAULT_KEYS_FILE === undefined ? findKeys(given) : given.VAULT_KEYS,
    ...(vaultKeysFile === undefined ? {} : { VAULT_KEYS_FILE: resolve(vaultKeysFile) }),
  }
}

export type Made = {
  databaseUrl: string
  /** Undefined: web uses the keeper's. */
  webDatabaseUrl?: string
  keeperSecret?: string
  authSecret?: string
  vaultKeysFile?: string
  installationId?: string
  /** The sandbox's app, instead of one at Xero. */
  xero?: Values
}
