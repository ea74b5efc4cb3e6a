import { boot } from "../start/install.mjs"

await boot({ dev: true })
const { testAll } = await import("./test-all.ts")
await testAll()
