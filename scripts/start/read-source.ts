import { existsSync, readFileSync } from "node:fs"
import { parseEnv } from "node:util"
import type { Source } from "@/lib/env-rules"
import { DATABASE_NAMES } from "./processes/child-env"

/**
 * The environment; for names missing there, the file. This process reaches the database too, so libpq's names count from
 * the file as well. Without DATABASE_URL none counts: they would misdirect connections to the embedded database.
 */
export function readSource(envFile: string | null): Source {
  const file =
    envFile !== null && existsSync(envFile) ? parseEnv(readFileSync(envFile, "utf8")) : {}
  const source = { ...file, ...process.env }
  for (const name of DATABASE_NAMES) {
    if (!source.DATABASE_URL?.trim()) delete process.env[name]
    else if (process.env[name] === undefined && file[name]) process.env[name] = file[name]
  }
  // This process logs, too.
  process.env.LOG_LEVEL = source.LOG_LEVEL ?? ""
  return source
}
