import { boot } from "../start/install.mjs"

// npm run seed [-- typical]: a running demo on a database of its own, which starts afresh each time.
await boot()
const { generate } = await import("../build/generate.ts")
await generate(new AbortController().signal)
const { runDemo } = await import("./demo.ts")
await runDemo(process.argv[2])
