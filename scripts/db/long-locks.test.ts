import { expect, it } from "vitest"
import { readMigrations } from "@/prisma/read-migrations"
import { listLongLocks } from "./long-locks"

// From before the first release, when no installation had many rows.
const EARLIER = `
  20261121000001_quick_overview 20261121000002_incidents_and_clone_guard 20261121000200_scrub_by_index 20261121000300_services
  20261121000320_ledger_by_day 20261126000100_urgent_first 20261128000100_names_that_look_alike 20261128000200_answers_are_kept
  20261128000200_deliveries_by_row 20261128000500_delays_instead_of_doors 20261128000600_look_is_stored
  20261128000800_looks_of_xero_users_and_services 20261128000850_where_a_request_came_from 20261128001000_single_sign_on
  20261128001100_refusals_are_counted 20261128191500_one_way_to_write_names 20261128213000_authorisers_in_order
  20261128213000_the_journal 20261128213500_one_mail_server 20261128214500_xero_apps 20261128222700_links
  20261128224500_campaigns 20261128224500_links_of_services 20261129004500_imports_through_any_app
  20261129120500_organisations_without_connections 20261129130000_looks_of_links`

const LOCKING = [
  `CREATE INDEX "Grant_x_idx" ON "Grant" ("x");`,
  `CREATE UNIQUE INDEX "Grant_x_key" ON "Grant"("x") WHERE "x" IS NOT NULL;`,
  `CREATE INDEX CONCURRENTLY "Grant_x_idx" ON "Grant" ("x");`,
  `ALTER TABLE "Grant" ADD "x" TEXT; CREATE INDEX CONCURRENTLY IF NOT EXISTS "Grant_x_idx" ON "Grant" ("x");`,
  `ALTER TABLE "Grant" ADD COLUMN "x" TEXT GENERATED ALWAYS AS (lower("y")) STORED;`,
  `ALTER TABLE "Grant" ADD COLUMN "x" UUID NOT NULL DEFAULT gen_random_uuid();`,
  `ALTER TABLE "Grant" ADD COLUMN "y" INT, ADD COLUMN "x" TIMESTAMPTZ(3) DEFAULT (clock_timestamp() + '00:02:00'::interval);`,
  `ALTER TABLE "Grant" ADD COLUMN "x" BIGSERIAL;`,
  `ALTER TABLE "Grant" ADD COLUMN "x" UUID REFERENCES "Link"("id");`,
  `ALTER TABLE "Grant" ADD CONSTRAINT "x" CHECK ("y" > 0);`,
  `ALTER TABLE "Grant" ADD CONSTRAINT "x" FOREIGN KEY ("y") REFERENCES "Link"("id") ON DELETE SET NULL;`,
  `ALTER TABLE "Grant" ALTER COLUMN "x" SET NOT NULL;`,
  `ALTER TABLE "Grant" ALTER COLUMN "x" TYPE BIGINT;`,
  `ALTER TABLE "Grant" ADD CONSTRAINT "x" CHECK ("y" > 0) NOT VALID; ALTER TABLE "Grant" VALIDATE CONSTRAINT "x";`,
  `UPDATE "Grant" SET "x" = 1;`,
]
const QUICK = [
  `CREATE INDEX CONCURRENTLY IF NOT EXISTS "Grant_x_idx" ON "Grant" ("x");`,
  `CREATE TABLE "New" ("id" INT); CREATE INDEX "New_id_idx" ON "New" ("id"); ALTER TABLE "New" ADD CONSTRAINT "x" CHECK ("id" > 0);`,
  `ALTER TABLE "Grant" ADD COLUMN "x" TEXT, ADD COLUMN "y" VARCHAR(3) NOT NULL DEFAULT 'a, (b)';`,
  `ALTER TABLE "Grant" ADD COLUMN "x" TEXT[] DEFAULT ARRAY[]::TEXT[], ADD COLUMN "y" TIMESTAMPTZ(3) DEFAULT now();`,
  `ALTER TABLE "Grant" ADD CONSTRAINT "x" CHECK ("y" > 0) NOT VALID;`,
  `ALTER TABLE "Grant" VALIDATE CONSTRAINT "x";`,
  `ALTER TABLE "Grant" DROP COLUMN "x", ALTER COLUMN "y" DROP NOT NULL;`,
  `ALTER TABLE "Installation" ADD COLUMN "x" UUID DEFAULT gen_random_uuid();`,
  `CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ UPDATE "Grant" SET "x" = 1; $$;`,
]

it.each(LOCKING)("tells that %s would keep others from a large table", (script) => {
  expect(listLongLocks(script)).toHaveLength(1)
})

it.each(QUICK)("says nothing against %s", (script) => {
  expect(listLongLocks(script)).toEqual([])
})

it("lets a column become NOT NULL once a check of it was validated", () => {
  const add = `ALTER TABLE "Grant" ADD CONSTRAINT "c" CHECK ("x" IS NOT NULL) NOT VALID;`
  const set = `ALTER TABLE "Grant" ALTER COLUMN "x" SET NOT NULL;`
  expect(listLongLocks(set, [add])).toHaveLength(1)
  expect(listLongLocks(set, [add, `ALTER TABLE "Grant" VALIDATE CONSTRAINT "c";`])).toEqual([])
})

it("no migration but the earlier ones keeps others from a large table", async () => {
  const all = await readMigrations()
  const locking = all.flatMap(({ name, script }, index) => {
    const before = all.slice(0, index).map((one) => one.script)
    return listLongLocks(script, before).length > 0 ? [name] : []
  })
  expect(locking).toEqual(EARLIER.trim().split(/\s+/))
})
