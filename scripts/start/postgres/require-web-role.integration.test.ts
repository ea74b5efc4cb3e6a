import { Client } from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { connectionTo } from "@/lib/db/connection"
import { requireDatabaseUrl } from "@/lib/db/database-url"
import { migrate } from "@/prisma/migrate"
import { requireWebRole } from "@/scripts/start/postgres/require-web-role"
import {
  startExternal,
  type WalledDatabase,
} from "@/scripts/start/postgres/testing/walled-database"

let urls: WalledDatabase
beforeAll(async () => {
  urls = await startExternal()
})
afterAll(() => urls.stop())

test("refuses a schema in which web's role may make what the keeper would call", async () => {
  const admin = new Client(connectionTo(urls.admin))
  await admin.connect()
  const { rows } = await admin.query<{ place: string }>(
    "SELECT quote_ident(current_schema()) AS place",
  )
  const place = rows[0]?.place
  const [own, webRole] = [urls.keeper, urls.web].map((url) => requireDatabaseUrl(url).user)
  await admin.query(`GRANT CREATE ON SCHEMA ${place} TO PUBLIC`)
  await expect(migrate(urls.keeper, webRole)).rejects.toThrow(
    `GRANT CREATE ON SCHEMA ${place} TO ${own}; REVOKE CREATE ON SCHEMA ${place} FROM PUBLIC`,
  )
  await admin.query(`REVOKE CREATE ON SCHEMA ${place} FROM PUBLIC`)
  await admin.end()
  await migrate(urls.keeper, webRole)
})

test("refuses a WEB_DATABASE_URL that builds no wall", async () => {
  const same = requireWebRole({ keeper: urls.keeper, web: urls.keeper })
  await expect(same).rejects.toThrow("names the role of DATABASE_URL")
  const mighty = requireWebRole({ keeper: urls.keeper, web: urls.admin })
  await expect(mighty).rejects.toThrow("names a role that may do more")
  const elsewhere = requireWebRole({
    keeper: urls.keeper,
    web: `${urls.web.split("?")[0]}?schema=other`,
  })
  await expect(elsewhere).rejects.toThrow("names another database or schema")
})
