import { boot } from "../start/install.mjs"

await boot()
const { testAll } = await import("./test-all.ts")
await testAll()
