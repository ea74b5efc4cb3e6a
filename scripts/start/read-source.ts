import { readFileSync } from "node:fs"
import { parseEnv } from "node:util"
import { SettingsError, type Source } from "@/lib/env-rules"
import { DATABASE_NAMES } from "./processes/child-env"
import { wordsOfCode } from "./tell-error"

/**
 * The environment; for names missing there, the file. This process reaches the database too, so libpq's names count from
 * the file as well. Without DATABASE_URL none counts: they would misdirect connections to the embedded database.
 */
export function readSource(envFile: string | null): Source {
  const file = envFile === null ? {} : parseEnv(readText(envFile))
  const source = { ...file, ...process.env }
  for (const name of DATABASE_NAMES) {
    if (!source.DATABASE_URL?.trim()) delete process.env[name]
    else if (process.env[name] === undefined && file[name]) process.env[name] = file[name]
  }
  // This process logs, too.
  process.env.LOG_LEVEL = source.LOG_LEVEL ?? ""
  return source
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException
    if (code === "ENOENT") return ""
    throw new SettingsError([{ name: file, problem: wordsOfCode(code) }])
  }
}
