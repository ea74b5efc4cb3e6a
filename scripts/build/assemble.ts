import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { z } from "zod"
import { ensureLinks } from "@/scripts/start/postgres/ensure-links"
import { bundle, UNBUNDLED } from "./bundle"
import { packStatic } from "./pack-static"

// Of this package a single file, which the keeper gives out.
const COPIED_FILES = ["redoc/package.json", "redoc/bundles/redoc.standalone.js"]
const SQL = ["migrations", "functions", "views", "triggers", "roles", "schema.prisma"]

/**
 * Makes the artefact from the built pages and the sources: the pages with what they need of node_modules, our programs as
 * one bundle, the SQL, and the packages that no bundle can hold.
 */
export async function assemble(pages: string, dist: string): Promise<void> {
  await rm(dist, { recursive: true, force: true })
  await cp(join(pages, "standalone"), dist, { recursive: true, verbatimSymlinks: true })
  await rm(join(dist, "server.js"))
  await cp(join(pages, "static"), join(dist, ".next/static"), { recursive: true })
  await packStatic(join(dist, ".next/static"))
  for (const name of UNBUNDLED) await copyPackage(name, join(dist, "node_modules"))
  for (const name of COPIED_FILES) {
    await cp(join("node_modules", name), join(dist, "node_modules", name))
  }
  for (const name of SQL) {
    await cp(join("prisma", name), join(dist, "prisma", name), { recursive: true })
  }
  await bundle(join(dist, "server"))
  await describe(dist)
}

/** Copies an installed package and those of its optional dependencies that fit this machine: its native code. */
async function copyPackage(name: string, to: string): Promise<void> {
  const folder = join("node_modules", name)
  const { optionalDependencies = {} } = PACKAGE.parse(await readJson(join(folder, "package.json")))
  await copyFolder(folder, join(to, name))
  const require = createRequire(join(process.cwd(), folder, "package.json"))
  for (const part of Object.keys(optionalDependencies)) {
    const found = findFolder(require, part)
    if (found !== null) await copyFolder(found, join(to, part))
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await cp(from, to, { recursive: true, force: true, verbatimSymlinks: true })
  ensureLinks(to)
}

function findFolder(require: NodeJS.Require, name: string): string | null {
  const bases = require.resolve.paths(name) ?? []
  const found = bases.map((base) => join(base, name)).find((folder) => isPackage(require, folder))
  return found ?? null
}

function isPackage(require: NodeJS.Require, folder: string): boolean {
  try {
    return require.resolve(join(folder, "package.json")) !== ""
  } catch {
    return false
  }
}

/** What Node and `tenantry version` read of the artefact. */
async function describe(dist: string): Promise<void> {
  const { name, version, license, engines } = PACKAGE.parse(await readJson("package.json"))
  const described = { name, version, private: true, license, type: "module", engines }
  await writeFile(join(dist, "package.json"), `${JSON.stringify(described, null, 2)}\n`)
  await writeFile(
    join(dist, "tenantry.mjs"),
    '#!/usr/bin/env node\nimport "./server/tenantry.mjs"\n',
    {
      mode: 0o755,
    },
  )
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, "utf8"))
}

const PACKAGE = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  engines: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
})
