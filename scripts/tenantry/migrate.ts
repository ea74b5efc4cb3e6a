import { resolve } from "node:path"
import { migrate } from "@/prisma/migrate"
import { planEmbedded } from "@/scripts/start/postgres/embedded"
import { requireEmbedded } from "@/scripts/start/postgres/find-embedded"
import { requireDatabase } from "@/scripts/start/postgres/require-database"
import { requireWebRole } from "@/scripts/start/postgres/require-web-role"
import { readSource } from "@/scripts/start/read-source"
import { ensureSecrets } from "@/scripts/start/secrets"
import { holdFolder, isStart } from "@/scripts/start/single-start"
import { tellError } from "@/scripts/start/tell-error"
import { done, failed, type Result } from "./command"
import { requireSettings } from "./require-settings"

const NO_WEB_ROLE =
  "Web's role was given no rights: WEB_DATABASE_URL is not set. If web has a role of its own, run tenantry migrate with DATABASE_URL and WEB_DATABASE_URL."

/** Brings the database of DATABASE_URL, or the embedded one under DATA_DIR, up to date. */
export async function migrateDatabase(): Promise<Result> {
  const source = requireSettings(readSource(".env"))
  const { DATABASE_URL: keeper, WEB_DATABASE_URL: web, DATA_DIR: dataDir = ".data" } = source
  if (!keeper) return migrateEmbedded(resolve(dataDir))
  await requireDatabase(keeper)
  const webRole = web ? await requireWebRole({ keeper, web }) : undefined
  const { text, facts } = describe(await migrate(keeper, webRole))
  return done(webRole === undefined ? `${text}\n${NO_WEB_ROLE}` : text, facts)
}

/**
 * Brings a restored database up to date and gives these roles web's rights, which went with the old tables. Says of each what came
 * of it: the database is restored either way.
 */
export async function migrateRestored(url: string, webRoles: string[]): Promise<string[]> {
  await migrate(url)
  const said: string[] = []
  for (const role of webRoles) {
    const given = migrate(url, role).then(() => "has its rights.")
    const text = await given.catch(
      (cause) => `was given no rights. ${tellError(cause)}. After that, run tenantry migrate.`,
    )
    said.push(`Web's role ${role} ${text}`)
  }
  return said.length === 0 ? [NO_WEB_ROLE] : said
}

async function migrateEmbedded(dataDir: string): Promise<Result> {
  requireEmbedded(dataDir)
  const hold = await holdFolder(dataDir, () => ({ pid: process.pid }))
  if (hold.kind === "held") return describeHolder(dataDir, hold.word)
  const { databasePassword } = await ensureSecrets(dataDir)
  const { url, web, start } = await planEmbedded(dataDir, databasePassword)
  const { stop } = await start()
  return migrate(url, web.role).then(describe).finally(stop)
}

/** A command migrates nothing. */
function describeHolder(dataDir: string, word: string): Result {
  if (!isStart(word))
    return failed(`${dataDir} is in use by another command. Run this again once it has ended.`)
  const text = "Tenantry runs with this data folder, and migrated it at its start."
  return done(text, { applied: [] })
}

function describe(applied: string[]): Result {
  const text = applied.length === 0 ? "Nothing to apply." : `Applied:\n${applied.join("\n")}`
  return done(text, { applied })
}
