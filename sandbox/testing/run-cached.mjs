import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname } from "node:path"
import { pathToFileURL } from "node:url"
import { setFlagsFromString } from "node:v8"
import { Script } from "node:vm"

// By then a program has started and has compiled most of what it uses.
const KEEP_AFTER_IN_MS = 1_500

/**
 * Runs a program with the compiled code that the first process to run it has kept beside it: what is the same for each
 * of the many that tests start is compiled once.
 *
 * @param {string} file as `bundle` writes it: ASCII, asking for modules by `require`
 */
export function runCached(file) {
  const kept = `${file}.kept`
  // As in each process of the product. What was kept counts only for the same flags.
  setFlagsFromString("--liftoff-only")
  const script = new Script(
    `(function(require,module,exports,__filename,__dirname,__url){${readFileSync(file, "latin1")}\n})`,
    { filename: file, cachedData: existsSync(kept) ? readFileSync(kept) : undefined },
  )
  if (!existsSync(kept)) setTimeout(() => keep(script, kept), KEEP_AFTER_IN_MS).unref()
  const url = pathToFileURL(file).href
  const module = { exports: {} }
  const run = script.runInThisContext()
  run(createRequire(url), module, module.exports, file, dirname(file), url)
}

/**
 * @param {Script} script
 * @param {string} kept
 */
function keep(script, kept) {
  if (existsSync(kept)) return
  const part = `${kept}-${process.pid}`
  writeFileSync(part, script.createCachedData())
  renameSync(part, kept)
}
