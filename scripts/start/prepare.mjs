import { boot } from "./install.mjs"

// Before a start whose sources have changed: installs, checks the settings while nothing is touched yet, and builds.
process.once("disconnect", () => process.exit(1))
process.channel?.unref()
// The start has warned of an old Node.
await boot({ warns: false })
const { prepare } = await import("./prepare.ts")
process.exit(await prepare(process.argv.includes("--no-env-file") ? null : ".env"))
