import type { Db } from "@/lib/db/create-db"

/** As PostgreSQL answers each statement that would need room. */
export async function setDisk(db: Db, state: "full" | "roomy"): Promise<void> {
  await db.$executeRaw`
    CREATE OR REPLACE FUNCTION "fullDisk"() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$`
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT quote_ident(tablename) AS "name" FROM pg_tables WHERE schemaname = current_schema()`
  for (const { name } of tables) {
    const statement =
      state === "full"
        ? `CREATE TRIGGER "fullDisk" BEFORE INSERT OR UPDATE ON ${name} EXECUTE FUNCTION "fullDisk"()`
        : `DROP TRIGGER "fullDisk" ON ${name}`
    await db.$executeRawUnsafe(statement)
  }
}
