import "@/scripts/start/life/begin-process"
import { watchOutput } from "./output"
import { run } from "./run"

// The command of the artefact: tenantry COMMAND. What runs on ends by itself.
const untilWritten = watchOutput()
const status = await run(process.argv.slice(2))
if (status !== null) process.exitCode = await untilWritten(status)
