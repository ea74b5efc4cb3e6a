import { boot } from "../start/install.mjs"

// npm run build: makes dist/. `npm start` does the same where the sources have changed since.
await boot()
const { build } = await import("./build.ts")
await build(new AbortController().signal).then(
  (isNew) => console.log(isNew ? "Built dist/." : "dist/ is up to date."),
  (error) => {
    console.error(error.message)
    process.exitCode = 1
  },
)
