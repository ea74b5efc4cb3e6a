import { z } from "zod"
import {
  type EnvProblem,
  givenIn,
  isSet,
  keysProblems,
  missing,
  SettingsError,
  type Source,
} from "@/lib/env-rules"
import * as value from "@/lib/env-values"

export const DEFAULT_APP_URL = "http://localhost:3000"
// What a command reads of them is checked before it does anything.
const READ = z
  .object({
    PORT: value.port,
    WEB_HOST: value.host,
    DATABASE_URL: value.postgresUrl,
    WEB_DATABASE_URL: value.postgresUrl,
    KEEPER_URL: value.keeperUrls,
    KEEPER_HOST: value.host,
    KEEPER_PORT: value.port,
    JOURNAL_DATABASE_URL: value.postgresUrl,
    JOURNAL_S3_URL: value.machineUrl,
    INSTALLATION_ID: value.installationId,
    OWNER_EMAIL: value.email,
  })
  .partial()
  .extend({ APP_URL: value.publicOrigin.default(DEFAULT_APP_URL) })

/**
 * The settings of a command that are set, the address and the owner's e-mail in the form in which they are stored; those that are
 * wrong are named as a start names them.
 */
export function requireSettings(source: Source): CommandSettings {
  const given = givenIn(source)
  const reading = READ.safeParse(given)
  if (reading.success) {
    const { APP_URL, OWNER_EMAIL } = reading.data
    return { ...given, APP_URL, OWNER_EMAIL }
  }
  const problems = reading.error.issues.map(({ path, message }) => ({
    name: String(path[0]),
    problem: message,
  }))
  throw new SettingsError(problems)
}

/** The vault keys in `text`, which `source` names; null where it names none. */
export function readVaultKeys(source: Source, text: string | undefined): value.VaultKey[] | null {
  const reading = value.vaultKeys.safeParse(text ?? "")
  if (reading.success) return reading.data
  const problems = keysProblems(source)
  if (problems.length > 0) throw new SettingsError(problems)
  if (!isSet(text)) return null
  const problem = reading.error.issues[0]?.message ?? "cannot be read"
  throw new SettingsError([{ name: "VAULT_KEYS", problem }])
}

/** What is said where no vault keys are named. */
export function missingKeys(): EnvProblem {
  return missing("VAULT_KEYS", "and neither is VAULT_KEYS_FILE or VAULT_KEYS_COMMAND")
}

export type CommandSettings = Source & { APP_URL: string }
