import { boot } from "../start/install.mjs"

// npm run tenantry -- COMMAND: what an operator does on the server's own shell. Without a command it lists them.
await boot({ dev: false })
const { generate } = await import("../start/prepare/prepare.ts")
await generate(new AbortController().signal)
const { run } = await import("./run.ts")
process.exitCode = await run(process.argv.slice(2)).catch((error) => {
  console.error(error.message)
  return 1
})
