import { statSync } from "node:fs"
import { readDatabaseUrl } from "@/lib/db/database-url"
import { pace } from "@/lib/env-values"
import { keysCommandProblem, keysFileProblem } from "@/lib/vault-keys-file"

/** What no value shows by itself: one name needs another, or names a file that cannot be used. */
export function namesProblems(source: Source): EnvProblem[] {
  return [...pairProblems(source), ...journalProblems(source), ...productionProblems(source)]
}

/** Xero itself is never refreshed at another pace. */
export function paceProblems({ KEEPER_PACE = "", XERO_ISSUER = "https:" }: Source): EnvProblem[] {
  const isQuicker = pace.safeParse(KEEPER_PACE.trim()).success && Number(KEEPER_PACE) !== 1
  if (!isQuicker || !/^\s*(https:.*)?$/i.test(XERO_ISSUER)) return []
  return [{ name: "KEEPER_PACE", problem: "works only for stand-ins on loopback" }]
}

export function isSet(one: string | undefined): one is string {
  return one !== undefined && one.trim() !== ""
}

/** What is set, each value without the blanks around it. */
export function givenIn(source: Source): Record<string, string> {
  const set = Object.entries(source).flatMap(([name, one]) =>
    isSet(one) ? [[name, one.trim()]] : [],
  )
  return Object.fromEntries(set)
}

/** A name that is absent, and why it must not be. */
export function missing(name: string, why: string): EnvProblem {
  return { name, problem: `is not set, ${why}` }
}

function pairProblems(source: Source): EnvProblem[] {
  return [
    ...halfProblems(source, "XERO_CLIENT_ID", "XERO_CLIENT_SECRETS"),
    ...halfProblems(source, "OWNER_EMAIL", "OWNER_PASSWORD"),
  ]
}

/** Of two names that need each other. */
export function halfProblems(source: Source, one: string, other: string): EnvProblem[] {
  if (isSet(source[one]) === isSet(source[other])) return []
  const [absent, present] = isSet(source[one]) ? [other, one] : [one, other]
  return [missing(absent, `but ${present} is; set both or neither`)]
}

/** Of the journal: its folder, what it needs beside, and that it stands apart. */
export function journalProblems(source: Source): EnvProblem[] {
  const { JOURNAL_DIR: folder, JOURNAL_DATABASE_URL: url, DATABASE_URL: own } = source
  const places = JOURNAL_PLACES.filter((name) => isSet(source[name]))
  const [first, second] = places
  const isAbsent = first === undefined && source.JOURNAL_REQUIRED?.trim() === "true"
  const isLost = isSet(url) && isSet(own) && isSameDatabase(url, own)
  const needed = isSet(source.JOURNAL_S3_URL) ? CREDENTIALS : []
  const problems = [
    ...(isSet(folder) ? folderProblems(folder.trim()) : []),
    ...(isLost ? [IS_LOST] : []),
    ...needed
      .filter((name) => !isSet(source[name]))
      .map((name) => missing(name, "but JOURNAL_S3_URL is")),
    ...(isAbsent ? [IS_ABSENT] : []),
  ]
  if (problems.length > 0 || first === undefined || second === undefined) return problems
  return [{ name: second, problem: `is set, and so is ${first}; set one` }]
}

const JOURNAL_PLACES = ["JOURNAL_DIR", "JOURNAL_DATABASE_URL", "JOURNAL_S3_URL"]
const CREDENTIALS = ["JOURNAL_S3_ACCESS_KEY_ID", "JOURNAL_S3_SECRET_ACCESS_KEY"]
const IS_ABSENT = {
  name: "JOURNAL_REQUIRED",
  problem: `is true, but none of ${JOURNAL_PLACES.join(", ")} is set`,
}
const IS_LOST = {
  name: "JOURNAL_DATABASE_URL",
  problem: "names the database of DATABASE_URL, with which it would be lost",
}

function folderProblems(folder: string): EnvProblem[] {
  const code = codeOfFolder(folder)
  if (code === null || code === "ENOENT") return []
  const why = code === "ENOTDIR" ? "which is not a folder" : `which cannot be looked at (${code})`
  return [{ name: "JOURNAL_DIR", problem: `names ${folder}, ${why}` }]
}

/** What the system says of it, or null for a folder. */
function codeOfFolder(folder: string): string | null {
  try {
    return statSync(folder).isDirectory() ? null : "ENOTDIR"
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code ?? "EIO"
  }
}

function isSameDatabase(...urls: [string, string]): boolean {
  const [one, other] = urls.map((url) => {
    const reading = readDatabaseUrl(url.trim())
    if (reading.kind === "wrong") return url
    const { host, port, database } = reading.target
    return `${host}:${port}/${database}`
  })
  return one === other
}

/** With a database of one's own, secrets must outlive the machine: they are never generated beside it. */
function productionProblems(source: Source): EnvProblem[] {
  const problems = keysProblems(source)
  if (!isSet(source.DATABASE_URL)) {
    if (!isSet(source.WEB_DATABASE_URL)) return problems
    return [...problems, missing("DATABASE_URL", "but WEB_DATABASE_URL is")]
  }
  const why = "and is required with DATABASE_URL"
  const keys = KEYS.some((name) => isSet(source[name]))
  return [
    ...problems,
    ...(isSet(source.AUTH_SECRET) ? [] : [missing("AUTH_SECRET", why)]),
    ...(isSet(source.KEEPER_SECRET) ? [] : [missing("KEEPER_SECRET", why)]),
    ...(keys ? [] : [missing("VAULT_KEYS", `${why} (or VAULT_KEYS_FILE, or VAULT_KEYS_COMMAND)`)]),
  ]
}

const KEYS = ["VAULT_KEYS", "VAULT_KEYS_FILE", "VAULT_KEYS_COMMAND"]

/** Of the file or the command for the vault keys. The command runs only where nothing goes before it. */
export function keysProblems(source: Source): EnvProblem[] {
  const { VAULT_KEYS_FILE: path, VAULT_KEYS_COMMAND: command } = source
  const ofFile = isSet(path) ? keysFileProblem(path.trim()) : null
  if (ofFile !== null) return [{ name: "VAULT_KEYS_FILE", problem: ofFile }]
  if (!isSet(command) || isSet(path) || isSet(source.VAULT_KEYS)) return []
  const problem = keysCommandProblem(command.trim())
  return problem === null ? [] : [{ name: "VAULT_KEYS_COMMAND", problem }]
}

/** sysexits.h EX_CONFIG: a restart does not help until somebody changes a setting. */
export const EXIT_CONFIGURATION = 78

/** Settings that a process or a command cannot work with; each problem is named. */
export class SettingsError extends Error {
  constructor(readonly problems: EnvProblem[]) {
    super(problems.map(({ name, problem }) => `${name} ${problem}`).join("\n"))
  }
}

export type Source = Record<string, string | undefined>
export type EnvProblem = { name: string; problem: string }
