import type { Keeper } from "@/keeper/keeper"
import type { TestEnv } from "@/keeper/testing/start-test-env"

/**
 * The database's clock, moved by hand: PostgreSQL's own functions step aside for functions of the same names, so that every
 * statement of the product reads simulated time without knowing it. The catalog is this test database's own.
 * Connections opened from then on read it.
 */
export async function installClock({ db }: Pick<TestEnv, "db">): Promise<void> {
  for (const statement of [
    `CREATE SCHEMA sim`,
    `CREATE TABLE sim.shift (seconds int NOT NULL)`,
    `INSERT INTO sim.shift VALUES (0)`,
    ...["clock_timestamp", "statement_timestamp"].flatMap((clock) => [
      `ALTER FUNCTION pg_catalog.${clock}() RENAME TO real_${clock}`,
      `CREATE FUNCTION pg_catalog.${clock}() RETURNS timestamptz LANGUAGE sql VOLATILE
        AS 'SELECT pg_catalog.real_${clock}() + (SELECT seconds FROM sim.shift) * interval ''1 second'''`,
    ]),
  ]) {
    await db.$executeRawUnsafe(statement)
  }
}

/** Moves the clock to so many seconds after the real one. */
export async function setClock({ db }: Pick<Keeper, "db">, seconds: number): Promise<void> {
  await db.$executeRaw`UPDATE sim.shift SET seconds = ${seconds}`
}
