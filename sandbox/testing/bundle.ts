import { existsSync } from "node:fs"
import { rename, writeFile } from "node:fs/promises"
import { resolve } from "node:path"
import { build, stop } from "esbuild"

const HOME = ".test/vitest"
const RUN_CACHED = new URL("run-cached.mjs", import.meta.url).href

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
  const code = `${file}-${process.pid}.cjs`
  await build({
    entryPoints: [entry],
    outfile: code,
    bundle: true,
    minify: true,
    // oidc-provider calls what it stores by the names of its classes.
    keepNames: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external,
    define: {
      "import.meta.url": "__url",
      "import.meta.filename": "__filename",
      "import.meta.dirname": "__dirname",
    },
    supported: { "dynamic-import": false },
    logLevel: "error",
  })
  await stop()
  const program = `import { runCached } from ${JSON.stringify(RUN_CACHED)}\nrunCached(${JSON.stringify(code)})\n`
  await writeFile(`${code}.mjs`, program)
  // Another worker may have made the same in the meantime.
  await rename(`${code}.mjs`, file)
  return file
}
