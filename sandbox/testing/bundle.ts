import { existsSync } from "node:fs"
import { rename } from "node:fs/promises"
import { resolve } from "node:path"
import { build, stop } from "esbuild"

const HOME = ".test/vitest"

// What CommonJS packages expect to find around them.
const BANNER = `import { createRequire as makeRequire } from "node:module"
const require = makeRequire(import.meta.url)
const __filename = import.meta.filename
const __dirname = import.meta.dirname`

/**
 * A program in one file, made once per run: it starts in a fifth of the time that the sources take, so that tests can
 * afford to start many. Returns the file, which is gone with the run. `external`: packages that stay where they are. A
 * file's bundles are made one after the other.
 */
export function bundle(entry: string, external: string[]): Promise<string> {
  const made = bundled.get(entry) ?? make(entry, external)
  bundled.set(entry, made)
  return made
}

const bundled = new Map<string, Promise<string>>()

async function make(entry: string, external: string[]): Promise<string> {
  const file = resolve(HOME, String(process.ppid), `${entry.replaceAll("/", "-")}.mjs`)
  if (existsSync(file)) return file
  const outfile = `${file}-${process.pid}`
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    // oidc-provider calls what it stores by the names of its classes.
    keepNames: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external,
    banner: { js: BANNER },
    logLevel: "error",
  })
  await stop()
  // Another worker may have made the same in the meantime.
  await rename(outfile, file)
  return file
}
