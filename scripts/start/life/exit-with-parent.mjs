import { resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { harmlessOutputs } from "./harmless-outputs.mjs"
import { watchParent } from "./parent-watch.mjs"

// node exit-with-parent.mjs program.js …: runs a program over an IPC channel, so that it ends with us,
// even when we are killed.
harmlessOutputs()
watchParent({ graceInMs: 5_000 })
process.once("disconnect", () => process.exit(1))
process.channel?.unref()
process.argv.splice(1, 1)
process.argv[1] = resolve(process.argv[1] ?? "")
await import(pathToFileURL(process.argv[1]).href)
