import "@/scripts/start/life/begin-process"
import { run } from "./run"

// The command of the artefact: tenantry COMMAND. What runs on ends by itself.
const status = await run(process.argv.slice(2))
if (status !== null) process.exitCode = status
