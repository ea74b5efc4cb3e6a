import { isBuilt } from "../build/artefact.mjs"
import { boot, enter } from "../start/install.mjs"

// npm run tenantry -- COMMAND: what an operator does on the server's own shell. It is the artefact's command; where that is
// not up to date, the sources run, so that an upgrade can be prepared beside the version that runs.
enter()
if (await isBuilt()) await import(new URL("../../dist/server/tenantry.mjs", import.meta.url).href)
else {
  await boot()
  const { generate } = await import("../build/generate.ts")
  await generate(new AbortController().signal)
  await import("./cli.ts")
}
