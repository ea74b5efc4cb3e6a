import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import { z } from "zod"
import { type EnvProblem, SettingsError } from "@/lib/env-rules"
import { secrets } from "@/lib/env-secrets"
import { installationId, vaultKeys } from "@/lib/env-values"
import { parseJson } from "@/lib/parse-json"
import { shippedMajor } from "./postgres/programs"
import { wordsOfCode } from "./tell-error"

/** The secrets that a start with its own database makes. */
export const OWN_SECRETS = ["database-password", "keeper-secret", "auth-secret"] as const

export const sandboxApp = z.object({ clientId: z.string(), clientSecret: z.string() })

const ANEW = "Remove it, and a new one is made"
// What each file must hold, and the way out. Rows depend on those that are `needed`: they are never made a second time.
const FILES = {
  "vault-keys": {
    isRight: (text: string) => vaultKeys.safeParse(text.split(/\s+/).join(",")).success,
    needed: "Restore the file from a back-up, or set VAULT_KEYS to the keys that were used",
  },
  "database-password": { isRight: () => true, needed: "Restore the file from a back-up" },
  "keeper-secret": { isRight: (text: string) => secrets.safeParse(text).success },
  "auth-secret": { isRight: (text: string) => secrets.safeParse(text).success },
  "installation-id": {
    isRight: (text: string) => installationId.safeParse(text).success,
    advice: "Restore the file from a back-up, or set INSTALLATION_ID",
  },
  "sandbox-app.json": {
    isRight: (text: string) => sandboxApp.safeParse(parseJson(text)).success,
  },
} satisfies Record<string, DataFile>

/**
 * What is wrong with the data folder, its database and the files of these names, as far as it shows while nothing runs.
 * Nothing is touched.
 */
export function dataProblems(dataDir: string, names: readonly DataFileName[]): EnvProblem[] {
  const ofFolder = folderProblem(dataDir)
  if (ofFolder !== null) return [told(`names ${dataDir}, ${ofFolder}`)]
  const postgres = join(dataDir, "postgres")
  const isUsed = names.some((name) => "needed" in FILES[name]) && existsSync(postgres)
  const ofDatabase = isUsed ? databaseProblem(postgres) : null
  if (ofDatabase !== null) return [told(`holds ${postgres}, ${ofDatabase}`)]
  return names.flatMap((name) => {
    const problem = fileProblem(join(dataDir, name), FILES[name], isUsed)
    return problem === null ? [] : [told(`holds ${join(dataDir, name)}, ${problem}.`)]
  })
}

/** Refuses them, before anything is written. */
export function requireData(dataDir: string, names: readonly DataFileName[]): void {
  const problems = dataProblems(dataDir, names)
  if (problems.length > 0) throw new SettingsError(problems)
}

/** The password is proven only by the server. */
export function otherPassword(dataDir: string): SettingsError {
  const path = join(dataDir, "database-password")
  const problem = `holds ${path}, which is not the password of the database beside it. ${FILES["database-password"].needed}.`
  return new SettingsError([told(problem)])
}

function told(problem: string): EnvProblem {
  return { name: "DATA_DIR", problem }
}

/** Why it cannot be written to, or made, as far as it shows; or null. */
export function folderProblem(folder: string): string | null {
  let nearest = folder
  while (codeOf(nearest) === "ENOENT") nearest = dirname(nearest)
  const code = codeOf(nearest)
  if (code !== null) return `which ${wordsOfCode(code)}`
  if (!statSync(nearest).isDirectory()) return "which is not a folder"
  return isWritable(nearest) ? null : "where this system user may not write"
}

function databaseProblem(folder: string): string | null {
  const { text: major, code } = read(join(folder, "PG_VERSION"))
  if (code === "EACCES")
    return "which is not for this system user to read. Start as the one that made it."
  if (code !== undefined) {
    return "which is no database. If its disk is not mounted, mount it. For a new database remove the folder; a disk of its own is mounted at DATA_DIR."
  }
  const ours = shippedMajor()
  if (ours === null || ours === major) return null
  return `which is of PostgreSQL ${major}, and this Tenantry brings ${ours}. Run tenantry backup of the version that made it, and restore that file into a new DATA_DIR.`
}

function fileProblem(path: string, { isRight, ...file }: DataFile, isUsed: boolean): string | null {
  const needed = isUsed ? file.needed : undefined
  const advice = needed ?? file.advice ?? ANEW
  const { text, code } = read(path)
  if (code !== undefined && code !== "ENOENT") return `which ${wordsOfCode(code)}. ${advice}`
  if (text) return isRight(text) ? null : `which does not hold what it should. ${advice}`
  if (needed === undefined) return null
  const how = code === undefined ? "empty" : "missing"
  return `which is ${how}, and the database needs it. ${advice}`
}

/** The text, or what the system says where it cannot be read. */
function read(path: string): { text: string; code?: never } | { text?: never; code: string } {
  try {
    return { text: readFileSync(path, "utf8").trim() }
  } catch (cause) {
    return { code: (cause as NodeJS.ErrnoException).code ?? "EIO" }
  }
}

/** What the system says of what stands there, or null. */
function codeOf(path: string): string | null {
  try {
    statSync(path)
    return null
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code ?? "EIO"
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}

type DataFile = { isRight(text: string): boolean; needed?: string; advice?: string }
export type DataFileName = keyof typeof FILES
