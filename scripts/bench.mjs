import { fileURLToPath } from "node:url"
import { ensureInstalled, requireNode } from "./install.mjs"

// npm run bench:list, bench:chain and bench:token, each of which says what it measures.
requireNode()
process.chdir(fileURLToPath(new URL("..", import.meta.url)))
await ensureInstalled({ dev: true })
const { register } = await import("tsx/esm/api")
register()
const { generate } = await import("./prepare/prepare.ts")
await generate(new AbortController().signal)
const [name] = process.argv.splice(2, 1)
await import(`./bench-${name}.ts`)
