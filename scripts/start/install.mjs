import { spawn, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { harmlessOutputs } from "./life/harmless-outputs.mjs"
import { supportWarning } from "./node-support.mjs"
import { takeTurns } from "./take-turns.mjs"

const LEAST_NODE = [20, 19]
// Each contains native code or depends on some.
const PROOFS = ["@node-rs/argon2", "next", "pg"]
const ROOT = fileURLToPath(new URL("../..", import.meta.url))
const LOCK = join(ROOT, "package-lock.json")
const STAMP = join(ROOT, "node_modules", ".tenantry-installed")
const INSTALLED_BY_NPM = join(ROOT, "node_modules", ".package-lock.json")

let hasEntered = false

/** What every command of this folder does first: checks Node and enters the folder. Needs Node alone. */
export function enter({ warns = true } = {}) {
  if (hasEntered) return
  hasEntered = true
  harmlessOutputs()
  requireNode(warns)
  process.chdir(ROOT)
}

/** What runs from the sources does first: enters, installs the dependencies, those of the tools too, and loads TypeScript. */
export async function boot(options = {}) {
  enter(options)
  await ensureInstalled()
  const { register } = await import("tsx/esm/api")
  register()
}

/** Exits with advice if Node is too old for the dependencies; warns if it gets no fixes any more. */
function requireNode(warns) {
  const version = process.versions.node
  const [major = 0, minor = 0] = version.split(".").map(Number)
  const [leastMajor = 0, leastMinor = 0] = LEAST_NODE
  const warning = supportWarning(version, new Date())
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) {
    if (warns && warning !== null) console.error(warning)
    return
  }
  console.error(
    `Tenantry needs Node ${LEAST_NODE.join(".")} or later; this is ${version}. Install a supported Node (24.22.1 or later is recommended) and start again.`,
  )
  process.exit(1)
}

/**
 * Installs exactly what the lock file names, if it is not installed yet. Of two starts at the same time, one installs and
 * the other waits.
 */
async function ensureInstalled() {
  const wanted = createHash("sha256").update(readFileSync(LOCK)).digest("hex")
  if (isInstalled(wanted)) return
  await takeTurns(
    LOCK,
    async () => {
      if (!isInstalled(wanted)) await install(wanted)
    },
    () => console.log("Another start is installing the dependencies here. Waiting for it …"),
  )
}

/** Installs, and then loads what was installed, because a package may lack its binaries for this machine. */
async function install(wanted) {
  const isKept = isInstalledByHand() && findFault() === null
  if (!isKept) {
    console.log("Installing the locked dependencies …")
    const options = ["--no-audit", "--no-fund", "--loglevel=error"]
    await npm(["ci", ...options, "--include=dev"])
    const fault = findFault()
    if (fault !== null) leave(`The dependencies are installed, but do not work here:\n${fault}`)
  }
  writeFileSync(STAMP, wanted)
}

function findFault() {
  const program = `await Promise.all(${JSON.stringify(PROOFS)}.map((name) => import(name)))
    const { register } = await import("tsx/esm/api")
    register()
    await import("./scripts/start/stopwatch.ts")`
  const options = { cwd: ROOT, encoding: "utf8" }
  const args = ["--input-type=module", "-e", program]
  const { status, stderr } = spawnSync(process.execPath, args, options)
  return status === 0 ? null : stderr
}

function isInstalled(wanted) {
  return existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted && hasTools()
}

/** Whether npm itself was run since this lock file came, and since our last install. */
function isInstalledByHand() {
  if (!existsSync(INSTALLED_BY_NPM) || !hasTools()) return false
  const { mtimeMs: at } = statSync(INSTALLED_BY_NPM)
  return at >= statSync(LOCK).mtimeMs && !(statSync(STAMP, QUIETLY)?.mtimeMs > at)
}

const QUIETLY = { throwIfNoEntry: false }

function hasTools() {
  return existsSync(join(ROOT, "node_modules", "vitest"))
}

/** npm ends when we end, for whatever reason: two installs at the same time would break each other. */
function npm(args) {
  const wrapper = fileURLToPath(new URL("life/exit-with-parent.mjs", import.meta.url))
  const cli = process.env.npm_execpath
  const [command, line] = cli ? [process.execPath, [wrapper, cli, ...args]] : ["npm", args]
  const stdio = cli ? ["ignore", "inherit", "inherit", "ipc"] : ["ignore", "inherit", "inherit"]
  const child = spawn(command, line, { cwd: ROOT, stdio })
  return new Promise((resolve) => {
    child.once("error", (error) => leave(`npm cannot be run: ${error.message}`))
    child.once("exit", (code) => {
      if (code === 0) resolve()
      else leave("The dependencies could not be installed. See npm's message above.")
    })
  })
}

function leave(message) {
  console.error(message)
  process.exit(1)
}
