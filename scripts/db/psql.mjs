import { boot } from "../start/install.mjs"

// npm run db:psql: the embedded database of the `npm run dev` or `npm start` that runs with this DATA_DIR.
await boot()
const { openPrompt } = await import("./psql.ts")
await openPrompt(process.argv.slice(2))
