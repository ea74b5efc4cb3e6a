import { boot } from "./install.mjs"

// Before the dependencies are there, nothing but Node itself may be used here.
const installedInMs = await boot({ dev: false })
const { run } = await import("./run.ts")
await run({
  mode: process.argv.includes("--dev") ? "development" : "production",
  envFile: process.argv.includes("--no-env-file") ? null : ".env",
  installedInMs,
})
