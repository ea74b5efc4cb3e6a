import { boot } from "./install.mjs"

// The dependencies may be missing here, so only Node itself may be used.
const installedInMs = await boot({ dev: false })
const { run } = await import("./run.ts")
await run({
  mode: process.argv.includes("--dev") ? "development" : "production",
  envFile: process.argv.includes("--no-env-file") ? null : ".env",
  installedInMs,
})
