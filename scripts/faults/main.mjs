import { boot } from "../start/install.mjs"

await boot()
const { runFaults } = await import("./run-faults.ts")
await runFaults(process.argv.slice(2))
