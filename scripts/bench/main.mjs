import { boot } from "../start/install.mjs"

// npm run bench:NAME: the file of each says what it measures and how to run it longer.
await boot()
const { generate } = await import("../build/generate.ts")
await generate(new AbortController().signal)
const [name] = process.argv.splice(2, 1)
const { runBench } = await import("./run-bench.ts")
await runBench(name)
