import { boot } from "./install.mjs"

await boot({ dev: true })
const { runFaults } = await import("./faults/run-faults.ts")
await runFaults(process.argv.slice(2))
