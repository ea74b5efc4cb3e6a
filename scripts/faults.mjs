import { fileURLToPath } from "node:url"
import { ensureInstalled, requireNode } from "./install.mjs"

requireNode()
process.chdir(fileURLToPath(new URL("..", import.meta.url)))
await ensureInstalled({ dev: true })
const { register } = await import("tsx/esm/api")
register()
const { runFaults } = await import("./faults/run-faults.ts")
await runFaults(process.argv.slice(2))
