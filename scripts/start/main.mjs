import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { DIST, isBuilt } from "../build/artefact.mjs"
import { enter } from "./install.mjs"

// npm start: runs the artefact, which is made first where the sources have changed. The dependencies may be missing here,
// so only Node itself may be used.
const words = process.argv.slice(2)
enter()
const mode = words.includes("--dev") ? "development" : "production"
const envFile = words.includes("--no-env-file") ? null : ".env"
if (mode === "production" && !(await isBuilt())) await prepare()
const { run } = await (mode === "production"
  ? import(fileURLToPath(new URL(`../../${DIST}/server/start.mjs`, import.meta.url)))
  : loadSources())
await run({ mode, envFile, preparedInMs: performance.now() })

/** In a process of its own, so that no tool stays in memory. It has said why where it fails. */
async function prepare() {
  const program = fileURLToPath(new URL("prepare.mjs", import.meta.url))
  const child = spawn(process.execPath, [program, ...words], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  })
  const [code] = await once(child, "exit")
  if (code !== 0) process.exit(code ?? 1)
}

async function loadSources() {
  const { boot } = await import("./install.mjs")
  await boot()
  const { generate } = await import("../build/generate.ts")
  await generate(new AbortController().signal)
  return import("./run.ts")
}
