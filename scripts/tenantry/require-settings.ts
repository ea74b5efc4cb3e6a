import { z } from "zod"
import {
  type EnvProblem,
  isSet,
  keysProblems,
  missing,
  SettingsError,
  type Source,
} from "@/lib/env-rules"
import * as value from "@/lib/env-values"

// What a command reads of them is checked before it does anything.
const READ = z
  .object({
    APP_URL: value.publicOrigin,
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
  })
  .partial()

/** The settings of a command as they are given; those that are wrong are named as a start names them. */
export function requireSettings(source: Source): Source {
  const set = Object.entries(source).flatMap(([name, one]) =>
    isSet(one) ? [[name, one.trim()]] : [],
  )
  const { error } = READ.safeParse(Object.fromEntries(set))
  const problems = error?.issues.map(({ path, message }) => ({
    name: String(path[0]),
    problem: message,
  }))
  if (problems !== undefined) throw new SettingsError(problems)
  return source
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
