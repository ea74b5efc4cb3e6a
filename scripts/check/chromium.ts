import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import { chromium } from "playwright"

// The shell draws and runs pages as the browser does, without the browser's own windows, which cost as much again.
const COMMANDS = [
  "chromium-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
]
const PACKAGES = ["chromium-headless-shell", "chromium"]
const MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
const DOWNLOAD_TIMEOUT_IN_MS = 5 * 60 * 1000

/** An installed Chromium: the one that CHROMIUM_PATH names, the system's, or Playwright's own. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  if (env.CHROMIUM_PATH) return env.CHROMIUM_PATH
  const folders = ["/usr/bin", ...(env.PATH ?? "").split(delimiter)]
  const candidates = COMMANDS.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...candidates, MAC, chromium.executablePath()].find((path) => existsSync(path)) ?? null
}

/** As `findChromium`, but installs one if there is none. If that fails it prints what to do and returns null. */
export function ensureChromium(): string | null {
  return findChromium() ?? downloaded() ?? fromSystem() ?? sayWhatToDo()
}

function downloaded(): string | null {
  console.log("No Chromium is installed; downloading Playwright's own …")
  const cli = ["node_modules/playwright/cli.js", "install", "chromium"]
  spawnSync(process.execPath, cli, { timeout: DOWNLOAD_TIMEOUT_IN_MS, stdio: "ignore" })
  return findChromium()
}

function fromSystem(): string | null {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return null
  console.log("That did not work; installing the system's package …")
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" }
  spawnSync("apt-get", ["update"], { env, stdio: "ignore" })
  for (const name of PACKAGES) {
    const install = ["install", "-y", "--no-install-recommends", name]
    if (spawnSync("apt-get", install, { env, stdio: "ignore" }).status === 0) break
  }
  return findChromium()
}

function sayWhatToDo(): null {
  console.error(
    "The browser tests need a Chromium, and none could be installed. Install the package `chromium` (or Google Chrome), or set CHROMIUM_PATH to one, and run `npm test` again.",
  )
  return null
}
