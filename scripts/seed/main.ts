import { createDb } from "@/lib/db/create-db"
import { migrate } from "@/prisma/migrate"
import { SCENARIOS, seed } from "@/scripts/seed/seed"

// node --import tsx scripts/seed/main.ts postgresql://… broken: fills an empty database, for development and screenshots only.
const [databaseUrl = "", name = ""] = process.argv.slice(2)
const scenario = SCENARIOS.find((one) => one === name)
if (scenario === undefined || !URL.canParse(databaseUrl)) {
  throw new Error(`Say which database and which of ${SCENARIOS.join(", ")}`)
}
await migrate(databaseUrl)
const db = createDb(databaseUrl)
if ((await db.tenant.count()) > 0) throw new Error("This database holds organisations already")
await seed(db, scenario)
await db.$disconnect()
console.log(`Seeded: ${scenario}`)
