import { fileURLToPath } from "node:url"
import { ensureInstalled, requireNode } from "./install.mjs"

// Before the dependencies are there, nothing but Node itself may be used here.
requireNode()
process.chdir(fileURLToPath(new URL("..", import.meta.url)))
const installedInMs = await ensureInstalled({ dev: false })
const { register } = await import("tsx/esm/api")
register()
const { run } = await import("./run.ts")
await run({
  mode: process.argv.includes("--dev") ? "development" : "production",
  envFile: process.argv.includes("--no-env-file") ? null : ".env",
  installedInMs,
})
