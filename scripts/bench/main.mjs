import { boot } from "../start/install.mjs"

// npm run bench:list, bench:idle, bench:chain, bench:token, bench:guessing, bench:jobs, bench:reseal and bench:rolling, each of which says in its file what it measures and how to run it longer.
await boot()
const { generate } = await import("../build/build.ts")
await generate(new AbortController().signal)
const [name] = process.argv.splice(2, 1)
const { runBench } = await import("./run-bench.ts")
await runBench(name)
