import { mkdirSync } from "node:fs"
import { join, resolve } from "node:path"
import { build, stop } from "esbuild"

const HOME = ".test/vitest"

// What CommonJS packages expect to find around them.
const BANNER = `import { createRequire as makeRequire } from "node:module"
const require = makeRequire(import.meta.url)
const __filename = import.meta.filename
const __dirname = import.meta.dirname`

/**
 * The keeper in one file, made once per process: it starts in a fifth of the time that the sources take, so that an
 * experiment can afford to kill many. Gone with the run.
 */
export function bundleKeeper(): Promise<string> {
  bundling ??= bundle()
  return bundling
}

let bundling: Promise<string> | undefined

async function bundle(): Promise<string> {
  const folder = resolve(join(HOME, String(process.ppid)))
  const outfile = join(folder, `keeper-${process.pid}.mjs`)
  mkdirSync(folder, { recursive: true })
  await build({
    entryPoints: ["keeper/main.ts"],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node20",
    // Has machine code beside it.
    external: ["@node-rs/argon2"],
    banner: { js: BANNER },
    logLevel: "error",
  })
  await stop()
  return outfile
}
