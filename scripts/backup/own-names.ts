import { readMigrations } from "@/prisma/read-migrations"

/** The tables, types and functions that our migrations ever made: other programs may keep theirs in the same schema. */
export async function readOwnNames(): Promise<OwnNames> {
  const scripts = (await readMigrations()).map(({ script }) => script).join("\n")
  const named = (what: string) => {
    const made = new RegExp(`^CREATE (?:OR REPLACE )?${what} (?:IF NOT EXISTS )?"(\\w+)"`, "gm")
    return [...new Set([...scripts.matchAll(made)].map(([, name = ""]) => name))]
  }
  return {
    tables: named("TABLE"),
    views: named("VIEW"),
    types: named("TYPE"),
    functions: named("FUNCTION"),
  }
}

/** What belongs to the schema of a version and not to its rows. */
export const NO_ROWS = ["_prisma_migrations", "SqlDefinition"]

export type OwnNames = { tables: string[]; views: string[]; types: string[]; functions: string[] }
