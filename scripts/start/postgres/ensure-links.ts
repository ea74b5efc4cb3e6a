import { existsSync, readFileSync, renameSync, symlinkSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { z } from "zod"

/**
 * Creates missing links by which PostgreSQL's programs find their libraries. npm packages cannot contain links, so the
 * package lists them and creates them in an install script, which may never have run.
 */
export function ensureLinks(packageFolder: string): void {
  const list = join(packageFolder, "native", "pg-symlinks.json")
  if (!existsSync(list)) return
  for (const { source, target } of LINKS.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = join(packageFolder, target)
    if (existsSync(link)) continue
    const made = `${link}.${process.pid}`
    symlinkSync(relative(dirname(link), join(packageFolder, source)), made)
    renameSync(made, link)
  }
}

const LINKS = z.array(z.object({ source: z.string(), target: z.string() }))
