import { boot } from "../start/install.mjs"

// npm run db:new-migration, and what typecheck does first; prisma/README.md says what they do.
const [name, ...rest] = process.argv.slice(2)
await boot({ warns: false })
const { run } = await import(`./${name}.ts`)
await run(rest).then(console.log, (error) => {
  console.error(error.message)
  process.exitCode = 1
})
