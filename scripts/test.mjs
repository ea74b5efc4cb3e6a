import { ensureInstalled, requireNode } from "./install.mjs"

requireNode()
process.chdir(new URL("..", import.meta.url).pathname)
await ensureInstalled({ dev: true })
const { register } = await import("tsx/esm/api")
register()
const { testAll } = await import("./test-all.ts")
await testAll()
